/* Every page is whole without this.  It starts the parts of nhsuk-frontend that are on
   the page and no others.  It keeps nothing: ward tablets are shared. */
import { Button, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios,
	SkipLink, createAll } from 'nhsuk-frontend';

for (const part of [SkipLink, ErrorSummary, NotificationBanner, Button, Radios, Checkboxes,
	PasswordInput])
	createAll(part);
