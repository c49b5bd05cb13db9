/** Which news of a desk is about cars. */

import type { RowNews } from '../../live/contract';

export const ofCars = (row: RowNews): boolean => row.kind === 'vehicle' || row.kind === 'vehicles';
