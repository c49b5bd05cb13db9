/** Number plates: stored without dashes, shown with (domain "France"). */

const SIV = /^([A-HJ-NP-TV-Z]{2})(\d{3})([A-HJ-NP-TV-Z]{2})$/;

/** "GD147JH" -> "GD-147-JH"; older forms stay as they are. */
export function formatPlate(plate: string): string {
  return plate.replace(SIV, '$1-$2-$3');
}
