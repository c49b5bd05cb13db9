import '@fontsource-variable/geist/wght.css';
import './styles/base.css';
import './styles/tokens.css';
import './styles/controls.css';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { pressOnce } from './app/held_keys';
import { find } from './app/match';
import { router } from './app/router.svelte';
import { routes } from './app/routes';
import { session } from './app/session.svelte';
import { theme } from './app/theme.svelte';

theme.start();
addEventListener('keydown', pressOnce, { capture: true });
router.start((path) => void find(routes, path, session.audience)?.route.load());
void session.load();

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
target.replaceChildren();
mount(App, { target });

// After everything that is seen; a development server has no worker.
if (import.meta.env.PROD) addEventListener('load', () => void import('./worker/registering').then(({ register }) => register()));
