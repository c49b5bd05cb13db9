/** A key held down is one press: its repetitions press no button, follow no link and send no form, in any dialog. */

const WRITTEN = 'textarea, [contenteditable]';

export function pressOnce(event: Pick<KeyboardEvent, 'key' | 'repeat' | 'target' | 'preventDefault'>): void {
  const element = event.target as Pick<Element, 'closest'> | null;
  if (event.repeat && event.key === 'Enter' && !element?.closest?.(WRITTEN)) event.preventDefault();
}
