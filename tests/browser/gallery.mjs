/*
 * The gallery: every component once, in pages like the real ones, as plain HTML.
 * It is the manual of class names, what we look at while styling, and the ground
 * on which the browser gate tests itself (self_test.mjs).  It holds no rules.
 */
const p = (strings, ...v) => String.raw(strings, ...v);
const arrow = p`<svg class="nhsuk-icon nhsuk-icon--arrow-right-circle" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16" height="16" focusable="false" aria-hidden="true"><path d="M12 2a10 10 0 0 0-10 9h11.7l-4-4a1 1 0 0 1 1.5-1.4l5.6 5.7a1 1 0 0 1 0 1.4l-5.6 5.7a1 1 0 0 1-1.5 0 1 1 0 0 1 0-1.4l4-4H2A10 10 0 1 0 12 2z"/></svg>`;
const mark = p`<svg class="w-mark" viewBox="0 0 48 48" width="40" height="40" focusable="false" aria-hidden="true"><rect class="w-mark__tile" width="48" height="48" rx="11"/><path class="w-mark__wave" d="M9 31c5-13 10-13 15-4s10 9 15-4"/><circle class="w-mark__dot" cx="36" cy="14" r="4.5"/></svg>`;

const said = (words, by) => p`<blockquote class="w-said"><p dir="auto">${words}</p><p class="w-said__by">${by}</p></blockquote>`;
const promise = (state, word, rest) => p`<p class="w-promise w-promise--${state}"><strong class="w-promise__state">${word}</strong> <span>${rest}</span></p>`;
const day = (iso, words) => p`<time datetime="${iso}">${words}</time>`;
const safe = p`<div class="w-safe" id="safe"><p><strong>This is not for emergencies.</strong> If you or someone else is not safe, tell a member of staff now, or phone 999.</p></div>`;

const field = (id, label, body, hint, error) => p`<div class="nhsuk-form-group${error ? ' nhsuk-form-group--error' : ''}">
<label class="nhsuk-label nhsuk-label--s" for="${id}">${label}</label>
${hint ? p`<div class="nhsuk-hint" id="${id}-hint">${hint}</div>` : ''}${error ? p`<span class="nhsuk-error-message" id="${id}-error"><span class="nhsuk-u-visually-hidden">Error: </span>${error}</span>` : ''}
${body}</div>`;
const choice = (kind, name, legend, options, hint) => p`<div class="nhsuk-form-group"><fieldset class="nhsuk-fieldset"${hint ? ` aria-describedby="${name}-hint"` : ''}>
<legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">${legend}</legend>${hint ? p`<div class="nhsuk-hint" id="${name}-hint">${hint}</div>` : ''}
<div class="nhsuk-${kind}" data-module="nhsuk-${kind}">${options.map((o, i) => p`<div class="nhsuk-${kind}__item">
<input class="nhsuk-${kind}__input" id="${name}-${i}" name="${name}" type="${kind === 'radios' ? 'radio' : 'checkbox'}" value="${i}"${i ? '' : ' checked'}>
<label class="nhsuk-label nhsuk-${kind}__label" for="${name}-${i}">${o}</label></div>`).join('')}</div></fieldset></div>`;
const tag = (colour, word) => p`<strong class="nhsuk-tag${colour ? ` nhsuk-tag--${colour}` : ''}">${word}</strong>`;
const button = (word, cls = '') => p`<button class="nhsuk-button ${cls}" data-module="nhsuk-button" type="submit">${word}</button>`;

const ladder = p`<h2 class="nhsuk-heading-m" id="where">Where it is now</h2>
<ol class="w-ladder">
<li class="w-ladder__rung w-ladder__rung--done"><span class="w-ladder__name">Oak ward meeting</span><span class="w-ladder__note">Heard on 3 March</span></li>
<li class="w-ladder__rung w-ladder__rung--here" aria-current="step"><span class="w-ladder__name">Clinical management team</span><span class="w-ladder__note">It is here now</span></li>
<li class="w-ladder__rung w-ladder__rung--next"><span class="w-ladder__name">Executive team</span><span class="w-ladder__note">If it needs more</span></li>
<li class="w-ladder__rung w-ladder__rung--next"><span class="w-ladder__name">The board</span><span class="w-ladder__note">If it needs more</span></li></ol>`;

const story = p`<ol class="w-story">
<li class="w-story__step"><p class="w-story__when">${day('2026-02-28', 'Saturday 28 February')}</p><h3 class="w-story__what">You said it</h3><p>Said on the ward page by somebody on Oak ward.</p></li>
<li class="w-story__step"><p class="w-story__when">${day('2026-03-03', 'Tuesday 3 March')}</p><h3 class="w-story__what">Oak ward meeting heard it</h3><p>7 people were there: 4 service users, 1 carer and 2 staff. They passed it on, because the ward cannot pay for new lights.</p></li>
<li class="w-story__step w-story__step--late"><p class="w-story__when">${day('2026-03-17', 'Tuesday 17 March')}</p><h3 class="w-story__what">The promise was late</h3><p>No answer came by this day, so it went one step up by itself.</p></li>
<li class="w-story__step w-story__step--now"><p class="w-story__when">${day('2026-03-20', 'Friday 20 March')}</p><h3 class="w-story__what">Clinical management team said: partly</h3><div class="w-reason"><p><strong>Why:</strong> we will put dimmer lights in the corridor. Bedrooms must wait until the work in the summer.</p></div></li>
<li class="w-story__step w-story__step--next"><p class="w-story__when">By ${day('2026-04-10', 'Friday 10 April')}</p><h3 class="w-story__what">The estates team fits the lights</h3><p>Then we will ask you if it helped.</p></li></ol>`;

const PAGES = {};

PAGES.ward = { title: 'Oak ward', body: p`
<div class="w-hello"><div class="w-hello__words"><h1 class="nhsuk-heading-xl">Oak ward</h1>
<p class="nhsuk-lede-text">This is the place to say what matters to you. We tell you what happens to it.</p></div></div>
<ul class="w-bigs">
<li><a class="w-big w-big--first" href="/say"><span class="w-icon w-icon--say" aria-hidden="true"></span><span class="w-big__text">Say something</span><span class="w-big__hint">An idea, a worry, a question or a thank you</span></a></li>
<li><a class="w-big" href="/poster"><span class="w-icon w-icon--did" aria-hidden="true"></span><span class="w-big__text">What happened</span><span class="w-big__hint">See what we said and what was done</span></a></li>
<li><a class="w-big" href="/story"><span class="w-icon w-icon--answer" aria-hidden="true"></span><span class="w-big__text">Find my answer</span><span class="w-big__hint">Use the words on your receipt</span></a></li></ul>
<div class="nhsuk-grid-row"><div class="nhsuk-grid-column-two-thirds"><h2>What we are talking about</h2>
<ul class="w-list">
<li class="w-item"><h3 class="w-item__title"><a href="/story">Brighter lights in the corridor at night hurt my eyes</a></h3><p class="w-item__meta">${tag('yellow', 'Passed on')} <span>Answer promised by ${day('2026-04-10', '10 April')}</span> <span>Also said by 4 people</span></p></li>
<li class="w-item"><h3 class="w-item__title"><a href="/story">Could we have the garden open after tea?</a></h3><p class="w-item__meta">${tag('green', 'Done')} <span>Took 12 days</span></p></li>
<li class="w-item"><h3 class="w-item__title"><a href="/story">Thank you to the night staff</a></h3><p class="w-item__meta">${tag('', 'Heard')} <span>Next meeting: ${day('2026-03-31', 'Tuesday')}</span></p></li></ul></div>
<div class="nhsuk-grid-column-one-third"><div class="nhsuk-card"><div class="nhsuk-card__content"><h2 class="nhsuk-card__heading nhsuk-heading-m">Next meeting</h2>
<p class="w-date"><strong>Tuesday 31 March</strong><br>2pm in the day room</p><p>Everyone on the ward can come. There will be tea.</p><p><a href="/meeting">See what we will talk about</a></p></div></div></div></div>` };

PAGES.say = { title: 'Say something', errors: true, body: p`
<div class="nhsuk-error-summary" data-module="nhsuk-error-summary"><div role="alert"><h2 class="nhsuk-error-summary__heading">There is a problem</h2><div class="nhsuk-error-summary__body"><ul class="nhsuk-list nhsuk-error-summary__list"><li><a href="#words">Write what you want to say</a></li></ul></div></div></div>
<h1 class="nhsuk-heading-l">Say something</h1>
<form method="post" action="/say" novalidate>${safe}
${field('words', 'What do you want to say?', p`<textarea class="nhsuk-textarea nhsuk-textarea--error" id="words" name="words" rows="5" aria-describedby="words-hint words-error"></textarea>`, 'Use your own words. Nobody will change them.', 'Write what you want to say')}
${choice('radios', 'kind', 'What is it?', ['An idea', 'A worry', 'A question', 'A thank you'])}
${choice('checkboxes', 'who', 'Who may know it was you?', ['Only the person who runs the meeting', 'Everyone at the meeting'], 'You can also say it without a name.')}
${field('ward', 'Which ward?', p`<select class="nhsuk-select" id="ward" name="ward"><option value="1">Oak ward</option><option value="2">Beech ward</option></select>`)}
<div class="nhsuk-form-group"><fieldset class="nhsuk-fieldset" role="group" aria-describedby="when-hint"><legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">When did it happen?</legend><div class="nhsuk-hint" id="when-hint">For example, 31 3 2026</div><div class="nhsuk-date-input" id="when">
${[['day', 'Day', 2], ['month', 'Month', 2], ['year', 'Year', 4]].map(([k, w, n]) => p`<div class="nhsuk-date-input__item"><div class="nhsuk-form-group"><label class="nhsuk-label nhsuk-date-input__label" for="when-${k}">${w}</label><input class="nhsuk-input nhsuk-input--width-${n} nhsuk-date-input__input" id="when-${k}" name="when-${k}" type="text" inputmode="numeric"></div></div>`).join('')}</div></fieldset></div>
${field('photo', 'A photo, if you like', p`<input class="nhsuk-file-upload__input" id="photo" name="photo" type="file" accept="image/*">`)}
<div class="nhsuk-form-group nhsuk-password-input" data-module="nhsuk-password-input"><label class="nhsuk-label nhsuk-label--s" for="pin">Your PIN</label><div class="nhsuk-input-wrapper"><input class="nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input nhsuk-input--width-10" id="pin" name="pin" type="password" spellcheck="false" autocomplete="current-password" autocapitalize="none"><button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-password-input__toggle nhsuk-js-password-input-toggle" data-module="nhsuk-button" type="button" aria-label="Show PIN" aria-controls="pin" hidden>Show</button></div></div>
<div class="nhsuk-button-group">${button('Send it', 'w-button-big')} <a class="nhsuk-button nhsuk-button--secondary w-button-big" href="/ward" role="button" draggable="false" data-module="nhsuk-button">Not now</a></div></form>` };

PAGES.story = { title: 'Brighter lights', back: 'Oak ward', body: p`
<div class="nhsuk-grid-row"><div class="nhsuk-grid-column-two-thirds"><span class="nhsuk-caption-l">A worry from Oak ward</span><h1 class="nhsuk-heading-l">The corridor lights at night</h1>
<blockquote class="w-said w-said--big"><p dir="auto">The lights in the corridor are so bright at night they hurt my eyes and I cannot sleep. Could they be turned down after ten?</p><p class="w-said__by">Somebody on Oak ward, and 4 other people</p></blockquote>
${promise('late', 'Late', `An answer was promised by ${day('2026-03-17', 'Tuesday 17 March')}`)}
${ladder}
<h2 class="nhsuk-heading-m">What has happened</h2>${story}
<h2 class="nhsuk-heading-m">Did it help?</h2><p>You said it, so you have the last word.</p>
<form method="post" action="/story" class="w-choices">${['It is fixed|fixed', 'It is partly fixed|partly', 'It is not fixed|not'].map(x => x.split('|')).map(([w, v]) => p`<button class="w-big" type="submit" name="verdict" value="${v}"><span class="w-icon w-icon--${v}" aria-hidden="true"></span><span class="w-big__text">${w}</span></button>`).join('')}</form></div>
<div class="nhsuk-grid-column-one-third"><div class="nhsuk-card"><div class="nhsuk-card__content"><h2 class="nhsuk-card__heading nhsuk-heading-s">Who has it now</h2><p>Clinical management team. They meet again on ${day('2026-04-07', 'Tuesday 7 April')}.</p><p><a href="/ward">Be told about every step</a></p></div></div></div></div>` };

PAGES.queue = { title: 'What people passed to us', nav: true, body: p`
<span class="nhsuk-caption-l">Clinical management team</span><h1 class="nhsuk-heading-l">What people passed to us</h1>
<ul class="w-stats"><li class="w-stat"><span class="w-stat__n">14</span> <span class="w-stat__what">wait for our answer</span></li><li class="w-stat w-stat--late"><span class="w-stat__n">2</span> <span class="w-stat__what">are late</span></li><li class="w-stat"><span class="w-stat__n">91%</span> <span class="w-stat__what">of promises kept this quarter</span></li><li class="w-stat"><span class="w-stat__n">9 days</span> <span class="w-stat__what">from asked to answered</span></li></ul>
<form class="w-find" method="get" action="/queue" role="search" aria-label="Find a matter"><div class="w-find__row">
${field('q', 'Find', p`<input class="nhsuk-input" id="q" name="q" type="search">`)}
${field('state', 'State', p`<select class="nhsuk-select" id="state" name="state"><option value="">Any</option><option value="open">Waiting</option><option value="late">Late</option></select>`)}
${field('from', 'From', p`<select class="nhsuk-select" id="from" name="from"><option value="">Any ward</option><option value="1">Oak ward</option></select>`)}
${button('Show', 'nhsuk-button--secondary')}</div></form>
<p class="w-find__count">14 matters</p>
<ul class="w-list">
<li class="w-item"><h2 class="w-item__title"><a href="/story">The corridor lights at night</a></h2><p class="w-item__words" dir="auto">The lights in the corridor are so bright at night they hurt my eyes and I cannot sleep.</p>${promise('late', 'Late', `answer promised by ${day('2026-03-17', '17 March')}`)}<p class="w-item__meta">${tag('yellow', 'Passed on')} <span>Oak ward</span> <span>5 people</span></p></li>
<li class="w-item"><h2 class="w-item__title"><a href="/story">Longer visits on Sundays</a></h2><p class="w-item__words" dir="auto">My mum comes three hours on the train and then we have only one hour.</p>${promise('open', 'Promised', `an answer by ${day('2026-04-10', '10 April')}`)}<p class="w-item__meta">${tag('yellow', 'Passed on')} <span>Beech ward</span> <span>12 people</span></p></li></ul>
<div class="w-scroll" tabindex="0" role="region" aria-labelledby="cap"><table class="nhsuk-table"><caption class="nhsuk-table__caption nhsuk-table__caption--m" id="cap">Promises this quarter</caption><thead class="nhsuk-table__head"><tr class="nhsuk-table__row"><th class="nhsuk-table__header" scope="col">Forum</th><th class="nhsuk-table__header nhsuk-table__header--numeric" scope="col">Kept</th><th class="nhsuk-table__header nhsuk-table__header--numeric" scope="col">Late</th><th class="nhsuk-table__header nhsuk-table__header--numeric" scope="col">Broken</th></tr></thead><tbody class="nhsuk-table__body"><tr class="nhsuk-table__row"><th class="nhsuk-table__header" scope="row">Oak ward meeting</th><td class="nhsuk-table__cell nhsuk-table__cell--numeric">31</td><td class="nhsuk-table__cell nhsuk-table__cell--numeric">2</td><td class="nhsuk-table__cell nhsuk-table__cell--numeric">0</td></tr><tr class="nhsuk-table__row"><th class="nhsuk-table__header" scope="row">Clinical management team</th><td class="nhsuk-table__cell nhsuk-table__cell--numeric">20</td><td class="nhsuk-table__cell nhsuk-table__cell--numeric">4</td><td class="nhsuk-table__cell nhsuk-table__cell--numeric">1</td></tr></tbody></table></div>
<p><label for="far">How many wards have met this month: 10 of 12</label><progress class="w-meter" id="far" max="12" value="10">10 of 12</progress></p>
<nav class="nhsuk-pagination" aria-label="More"><ul class="nhsuk-list nhsuk-pagination__list"><li class="nhsuk-pagination-item--next"><a class="nhsuk-pagination__link nhsuk-pagination__link--next" href="/ward" rel="next"><span class="nhsuk-pagination__title">Show older</span></a></li></ul></nav>` };

PAGES.meeting = { title: 'Oak ward meeting', room: true, body: p`
<p class="w-room__when">${day('2026-03-31', 'Tuesday 31 March')}, 2pm</p><h1 class="nhsuk-heading-xl">Oak ward meeting</h1>
<ol class="w-agenda"><li class="w-agenda__item w-agenda__item--done"><h2 class="w-item__title">Hello and who is here</h2><p>9 of us: 5 service users, 1 carer, 3 staff</p></li><li class="w-agenda__item w-agenda__item--now" aria-current="step"><h2 class="w-item__title">The corridor lights at night</h2><p dir="auto">“So bright at night they hurt my eyes and I cannot sleep.”</p><p>5 people said this</p></li><li class="w-agenda__item"><h2 class="w-item__title">Could we have the garden open after tea?</h2></li></ol>` };

PAGES.record = { title: 'Write down what happened', nav: true, body: p`
<h1 class="nhsuk-heading-l">Write down what happened</h1><form method="post" action="/record"><fieldset class="nhsuk-fieldset"><legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">Who was here?</legend><div class="w-counts">
${['Service users', 'Carers', 'Staff', 'Visitors'].map((w, i) => field(`n${i}`, w, p`<input class="nhsuk-input nhsuk-input--width-3" id="n${i}" name="n${i}" type="text" inputmode="numeric">`)).join('')}</div></fieldset>
${field('reason', 'Why?', p`<textarea class="nhsuk-textarea" id="reason" name="reason" rows="3" aria-describedby="reason-hint"></textarea>`, 'Every answer needs a reason, in plain words.')}${button('Save')}</form>` };

PAGES.poster = { title: 'We said, we did', body: p`<h1 class="nhsuk-heading-xl">We said, we did</h1><p class="nhsuk-lede-text">Oak ward, January to March 2026</p><ol class="w-poster">
${[['It is too cold in the day room in the mornings.', 'The heating now comes on at 6 instead of 8.', 12], ['Could we have the garden open after tea?', 'The garden is open until 8 from April to September. Staff take turns.', 23]].map(([a, b, n]) => p`<li class="w-poster__item"><div class="w-poster__said"><h2>We said</h2><p dir="auto">${a}</p></div><div class="w-poster__did"><h2>We did</h2><p>${b}</p></div><div class="w-poster__foot"><p class="w-poster__days">${n} days from said to done</p><p><a href="/story">Read the whole story<span class="nhsuk-u-visually-hidden">: ${a}</span></a></p></div></li>`).join('')}</ol>` };

PAGES.parts = { title: 'Small parts', nav: true, crumbs: true, body: p`<h1 class="nhsuk-heading-l">Small parts</h1>
<div class="nhsuk-notification-banner nhsuk-notification-banner--success" data-module="nhsuk-notification-banner" role="alert" aria-labelledby="nb"><div class="nhsuk-notification-banner__header"><h2 class="nhsuk-notification-banner__title" id="nb">Done</h2></div><div class="nhsuk-notification-banner__content"><p class="nhsuk-notification-banner__heading">We have passed it to the clinical management team</p></div></div>
<div class="nhsuk-panel"><h2 class="nhsuk-panel__heading">Thank you</h2><div class="nhsuk-panel__body">Oak ward meeting will hear it on Tuesday 31 March</div></div>
<p>Keep these words. They are the only way to read the answer.</p><p class="w-receipt">garden seven lantern otter</p>
<p>${promise('kept', 'Kept', 'answered on 3 March')}${promise('late', 'Late', 'by 4 days')}${promise('broken', 'Broken', 'no answer in 30 days')}${promise('open', 'Promised', 'by 10 April')}</p>`.replace(/<p>(<p class="w-promise.*<\/p>)<\/p>/s, '<div class="w-row">$1</div>') + p`
<p>${['', 'grey', 'white', 'green', 'aqua-green', 'blue', 'yellow', 'orange', 'red', 'purple', 'pink'].map(c => tag(c, c || 'plain')).join(' ')}</p>
<div class="nhsuk-card nhsuk-card--warning"><div class="nhsuk-card__content"><h3 class="nhsuk-card__heading">Important</h3><p class="nhsuk-card__description">The ward meeting moves to Wednesday this week.</p></div></div>
<div class="nhsuk-inset-text"><span class="nhsuk-u-visually-hidden">Information: </span><p>You can bring a friend or an advocate.</p></div>
<details class="nhsuk-details"><summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">Who can see what I say?</span></summary><div class="nhsuk-details__text"><p>The person who runs the meeting sees it first.</p></div></details>
<p><a class="nhsuk-action-link" href="/ward">${arrow}<span class="nhsuk-action-link__text">See the next meeting</span></a></p>
<dl class="nhsuk-summary-list"><div class="nhsuk-summary-list__row"><dt class="nhsuk-summary-list__key">Meets</dt><dd class="nhsuk-summary-list__value">Every second Tuesday, 2pm</dd><dd class="nhsuk-summary-list__actions"><a href="/ward">Change<span class="nhsuk-u-visually-hidden"> when it meets</span></a></dd></div><div class="nhsuk-summary-list__row"><dt class="nhsuk-summary-list__key">Chair</dt><dd class="nhsuk-summary-list__value">Rosa and Ahmed, together</dd><dd class="nhsuk-summary-list__actions"><a href="/ward">Change<span class="nhsuk-u-visually-hidden"> the chair</span></a></dd></div></dl>
<ul class="nhsuk-task-list"><li class="nhsuk-task-list__item nhsuk-task-list__item--with-link"><div class="nhsuk-task-list__name-and-hint"><a class="nhsuk-task-list__link nhsuk-link" href="/ward" aria-describedby="t1">Who was here</a></div><div class="nhsuk-task-list__status" id="t1"><strong class="nhsuk-tag nhsuk-tag--no-colour nhsuk-tag--no-border">Done</strong></div></li><li class="nhsuk-task-list__item nhsuk-task-list__item--with-link"><div class="nhsuk-task-list__name-and-hint"><a class="nhsuk-task-list__link nhsuk-link" href="/ward" aria-describedby="t2">What we said about each thing</a></div><div class="nhsuk-task-list__status" id="t2">${tag('blue', 'Not yet')}</div></li></ul>
<ul class="nhsuk-grid-row nhsuk-card-group"><li class="nhsuk-grid-column-one-half nhsuk-card-group__item"><div class="nhsuk-card nhsuk-card--clickable"><div class="nhsuk-card__content"><h2 class="nhsuk-card__heading nhsuk-heading-m"><a class="nhsuk-card__link" href="/ward">The people's council</a></h2><p class="nhsuk-card__description">Meets every month. Anyone can bring something.</p></div></div></li><li class="nhsuk-grid-column-one-half nhsuk-card-group__item"><div class="nhsuk-card nhsuk-card--feature"><div class="nhsuk-card__content"><h2 class="nhsuk-card__heading">A feature card</h2><p class="nhsuk-card__description">For one thing that stands out.</p></div></div></li></ul>
<form method="post" action="/parts"><div class="nhsuk-button-group">${button('Save')} ${button('Look first', 'nhsuk-button--secondary')} ${button('End it', 'nhsuk-button--warning')} ${button('Small', 'nhsuk-button--small nhsuk-button--secondary')}</div></form>` };

const NAV = ['ward|Oak ward', 'queue|Our queue', 'meeting|Meetings', 'parts|Promises', 'poster|Posters'].map(x => x.split('|'));

export function page(name, { asset, dir = 'ltr', scheme = '', size = '', easy = false } = {}) {
	const g = PAGES[name], ar = dir === 'rtl';
	const sheet = (scheme || 'page') + (ar ? '.rtl.css' : '.css');
	const cls = [size && size !== '100' ? `size-${size}` : '', easy ? 'easy' : ''].filter(Boolean).join(' ');
	return p`<!DOCTYPE html>
<html lang="${ar ? 'ar' : 'en'}" dir="${dir}"${cls ? ` class="${cls}"` : ''}>
<head><meta charset="utf-8"><title>${g.errors ? 'Error: ' : ''}${g.title} – Waggle</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset(sheet)}"><link rel="icon" href="${asset('favicon.svg')}"></head>
<body${g.room ? ' class="w-room"' : ''}><script src="${asset('boot.js')}"></script>
<a class="nhsuk-skip-link" href="#main" data-module="nhsuk-skip-link">Skip to main content</a>
<div class="w-strip"><div class="nhsuk-width-container w-strip__row"><nav class="w-langs" aria-label="Language"><ul class="w-langs__list"><li><a class="w-langs__link" href="/ward" lang="en"${ar ? '' : ' aria-current="true"'}>English</a></li><li><a class="w-langs__link" href="/ward" lang="cy">Cymraeg</a></li><li><a class="w-langs__link" href="/ward" lang="ar" dir="rtl"${ar ? ' aria-current="true"' : ''}>العربية</a></li></ul></nav><a class="w-help" href="/ward"><span class="w-icon w-icon--help" aria-hidden="true"></span>Need help now?</a><a class="w-leave" href="/ward" rel="nofollow noreferrer"><span class="w-icon w-icon--leave" aria-hidden="true"></span>Leave quickly</a></div></div>
<header class="nhsuk-header" data-module="nhsuk-header"><div class="nhsuk-header__container nhsuk-width-container"><div class="nhsuk-header__service"><a class="nhsuk-header__service-logo" href="/ward">${mark}<span class="nhsuk-header__service-name">${ar ? 'سانت ماغنوس' : 'St Magnus Hospital'}</span></a></div>${g.nav ? p`<nav class="nhsuk-header__account" aria-label="Account"><ul class="nhsuk-header__account-list"><li class="nhsuk-header__account-item">Rosa Adeyemi</li><li class="nhsuk-header__account-item"><form class="nhsuk-header__account-form" action="/ward" method="post"><button class="nhsuk-header__account-button" type="submit">Sign out</button></form></li></ul></nav>` : ''}</div>
${g.nav ? p`<nav class="nhsuk-header__navigation" aria-label="Menu"><div class="nhsuk-header__navigation-container nhsuk-width-container"><ul class="nhsuk-header__navigation-list">${NAV.map(([h, w]) => p`<li class="nhsuk-header__navigation-item"><a class="nhsuk-header__navigation-link" href="/${h}">${w}</a></li>`).join('')}<li class="nhsuk-header__menu" hidden><button class="nhsuk-header__menu-toggle nhsuk-header__navigation-link" id="toggle-menu" type="button" aria-expanded="false"><span class="nhsuk-u-visually-hidden">Browse </span>More</button></li></ul></div></nav>` : ''}</header>
<div class="nhsuk-width-container">${g.crumbs ? p`<nav class="nhsuk-breadcrumb" aria-label="Breadcrumb"><ol class="nhsuk-breadcrumb__list"><li class="nhsuk-breadcrumb__list-item"><a class="nhsuk-breadcrumb__link" href="/ward">Oak ward</a></li><li class="nhsuk-breadcrumb__list-item"><a class="nhsuk-breadcrumb__link" href="/queue">Our queue</a></li></ol><a class="nhsuk-back-link" href="/queue"><span class="nhsuk-u-visually-hidden">Back to </span>Our queue</a></nav>` : ''}${g.back ? p`<a class="nhsuk-back-link" href="/ward">${g.back}</a>` : ''}
<main class="nhsuk-main-wrapper" id="main">${g.body}</main></div>
<footer class="nhsuk-footer"><div class="nhsuk-width-container"><div class="nhsuk-footer__meta"><h2 class="nhsuk-u-visually-hidden">About this place</h2><ul class="nhsuk-footer__list"><li class="nhsuk-footer__list-item"><a class="nhsuk-footer__list-item-link" href="/ward">Colours and text size</a></li><li class="nhsuk-footer__list-item"><a class="nhsuk-footer__list-item-link" href="/ward">Accessibility</a></li><li class="nhsuk-footer__list-item"><a class="nhsuk-footer__list-item-link" href="/ward">Who sees what you say</a></li></ul><p class="nhsuk-body-s">St Magnus Hospital</p></div></div></footer>
<script type="module" src="${asset('app.js')}"></script></body></html>`;
}
export const names = Object.keys(PAGES);
