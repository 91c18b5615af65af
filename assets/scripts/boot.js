/* Before anything is drawn: tells the styles that script runs here, so that what only
   script can open is folded away from the start.  Nothing is stored. */
document.body.classList.add('js-enabled');
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('nhsuk-frontend-supported');
