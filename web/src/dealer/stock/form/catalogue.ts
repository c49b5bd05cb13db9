/** Makes and models of the catalogue, as suggestions: without an answer one types freely. */

import { api } from '../../../api/client';

export async function makesLike(q: string): Promise<readonly string[]> {
  return asked('/catalogue/makes', { q });
}

export async function modelsLike(q: string, make: string): Promise<readonly string[]> {
  return make.trim() === '' ? [] : asked('/catalogue/models', { q, make: make.trim() });
}

async function asked(path: string, query: Readonly<Record<string, string>>): Promise<readonly string[]> {
  try {
    return await api.get<readonly string[]>(path, { query });
  } catch {
    return [];
  }
}
