/** Light, dark, or as the system says. */

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'adjuge.theme';

class ThemeState {
  current = $state<Theme>('system');

  start(): void {
    const stored = localStorage.getItem(KEY);
    this.use(stored === 'light' || stored === 'dark' ? stored : 'system');
  }

  use(theme: Theme): void {
    this.current = theme;
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem(KEY);
    } else {
      document.documentElement.dataset.theme = theme;
      localStorage.setItem(KEY, theme);
    }
  }
}

export const theme = new ThemeState();
