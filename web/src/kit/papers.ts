/** How a link opens a PDF: beside the page, or saved where the page has no window to come back to. */

/** On the home screen of an iPhone there is no bar to close what opens. */
const alone = typeof matchMedia === 'function' && matchMedia('(display-mode: standalone)').matches;

export const paper: { readonly target?: '_blank'; readonly download?: '' } = alone ? { download: '' } : { target: '_blank' };
