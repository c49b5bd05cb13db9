/** Shorter passwords are guessed; the server refuses them. */
export const LENGTH_MIN = 12;
