/** What the shell shows once the live connection's code is here. */

import { commands } from '../live/commands.svelte';
import { session } from './session.svelte';

export { default as LiveHost } from '../live/LiveHost.svelte';
export { default as Standings } from '../live/Standings.svelte';
export { default as Bell } from '../notices/Bell.svelte';

session.onLeave(() => commands.forget());
