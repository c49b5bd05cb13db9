/** "(2) Mokka · Adjugé": how much happened that nobody has looked at, in front of whatever the page's title is. */

const BADGE = /^\(\d+\) /;

/** Keeps the badge in front of the title as pages change it; returns how to set the count, and how to stop. */
export function titleBadge(): { show: (count: number) => void; stop: () => void } {
  let shown = 0;
  const mark = () => {
    const bare = document.title.replace(BADGE, '');
    const wanted = shown > 0 ? `(${shown}) ${bare}` : bare;
    if (document.title !== wanted) document.title = wanted;
  };
  const observer = new MutationObserver(mark);
  observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  return {
    show: (count) => {
      shown = count;
      mark();
    },
    stop: () => {
      observer.disconnect();
      shown = 0;
      mark();
    },
  };
}
