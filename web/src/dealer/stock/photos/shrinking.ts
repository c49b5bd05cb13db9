/** A phone's picture made small enough to send: its longer edge and its bytes. What can't be read here goes as it is. */

export const EDGE_MAX = 2_048; // what the server keeps
export const BYTES_MAX = 5 * 2 ** 20; // what it takes
const FINE_BYTES = 1.5 * 2 ** 20;
const QUALITY = 0.86;

/** The size to draw at. Pure. */
export function fitted(width: number, height: number): [width: number, height: number] {
  const scale = Math.min(1, EDGE_MAX / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

export async function shrink(file: Blob): Promise<Blob> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return file; // HEIC where the browser has no eyes for it: the server has
  }
  try {
    const [width, height] = fitted(picture.width, picture.height);
    if (width === picture.width && file.size <= FINE_BYTES) return file;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height);
    const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    return small && small.size < file.size ? small : file;
  } finally {
    picture.close();
  }
}
