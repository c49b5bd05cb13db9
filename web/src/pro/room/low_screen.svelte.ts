/** A phone on its side, or a window enlarged until little is left of it: nothing may cover the car. */

const LOW = matchMedia('(height < 500px) and (width < 1024px)');

class LowScreen {
  is = $state(LOW.matches);

  constructor() {
    LOW.addEventListener('change', () => (this.is = LOW.matches));
  }
}

export const lowScreen = new LowScreen();
