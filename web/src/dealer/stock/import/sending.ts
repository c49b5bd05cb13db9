/** A table as the body of a request, CSV or Excel; says how much was sent, which fetch doesn't. */

import { Problem } from '../../../api/problem';
import { locale } from '../../../i18n/locale.svelte';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function sendFile<T>(address: string, file: File, told: (part: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.responseType = 'json';
    request.setRequestHeader('Accept-Language', locale.current);
    request.setRequestHeader('Content-Type', file.name.toLowerCase().endsWith('.xlsx') ? XLSX : 'text/csv');
    request.upload.onprogress = (event) => event.lengthComputable && told(event.loaded / event.total);
    request.onerror = () => reject(new Problem(0, 'offline'));
    request.onload = () => {
      if (request.status < 300) return resolve(request.response as T);
      const said = (request.response ?? {}) as { code?: string; detail?: string };
      reject(new Problem(request.status, said.code ?? 'unreadable', said.detail ?? '', [], { ...said }));
    };
    request.send(file);
  });
}
