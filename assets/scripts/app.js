/* Every page is whole without this.  It starts the parts of nhsuk-frontend that are on
   the page and no others.  It keeps nothing: ward tablets are shared. */
import { Button, Checkboxes, ErrorSummary, Header, NotificationBanner, PasswordInput, Radios,
	SkipLink, createAll } from 'nhsuk-frontend';

for (const part of [Header, SkipLink, ErrorSummary, NotificationBanner, Button, Radios, Checkboxes,
	PasswordInput])
	createAll(part);
