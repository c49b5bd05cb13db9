/** Words of base components that the shell doesn't use. */

import { catalogue } from '../i18n/locale.svelte';

export const m = catalogue(
  {
    show: 'Afficher le mot de passe',
    hide: 'Masquer le mot de passe',
    copy: 'Copier',
    copyOf: (label: string) => `Copier : ${label}`,
    copied: 'Copié',
    gallery: 'galerie',
    photosOf: (name: string) => `Photos de ${name}`,
    photoOf: (name: string, place: number) => `${name}, photo ${place}`,
    photo: (place: number, total: number) => `Photo ${place} sur ${total}`,
    photoOfDefect: (defect: string, place: number) => `Défaut : ${defect}, photo ${place}`,
    fullScreen: 'Plein écran',
    closer: 'Agrandir',
    further: 'Réduire',
    closeViewer: 'Fermer le plein écran',
    previous: 'Photo précédente',
    next: 'Photo suivante',
    once: 'Visible cette fois seulement : gardez-en une copie.',
  },
  {
    show: 'Show the password',
    hide: 'Hide the password',
    copy: 'Copy',
    copyOf: (label: string) => `Copy: ${label}`,
    copied: 'Copied',
    gallery: 'gallery',
    photosOf: (name: string) => `Photos of ${name}`,
    photoOf: (name: string, place: number) => `${name}, photo ${place}`,
    photo: (place: number, total: number) => `Photo ${place} of ${total}`,
    photoOfDefect: (defect: string, place: number) => `Defect: ${defect}, photo ${place}`,
    fullScreen: 'Full screen',
    closer: 'Zoom in',
    further: 'Zoom out',
    closeViewer: 'Close full screen',
    previous: 'Previous photo',
    next: 'Next photo',
    once: 'Visible this time only: keep a copy.',
  },
);
