/** A short tone when one is outbid, for those who asked for it. */

const KEY = 'adjuge.sound';

class Sound {
  on = $state(localStorage.getItem(KEY) === 'on');
  private audio: AudioContext | null = null;

  /** An iPhone lets a page sound only once a finger touched it, and silences it while it is away. */
  constructor() {
    document.addEventListener('pointerdown', () => this.wake(), { passive: true });
    document.addEventListener('visibilitychange', () => this.wake());
  }

  toggle(): void {
    this.on = !this.on;
    localStorage.setItem(KEY, this.on ? 'on' : 'off');
    if (this.on) this.play();
  }

  /** Two falling notes, quiet. */
  play(): void {
    if (!this.on) return;
    this.audio ??= new AudioContext();
    this.wake();
    const start = this.audio.currentTime;
    for (const [index, hertz] of [660, 495].entries()) {
      const tone = this.audio.createOscillator();
      const gain = this.audio.createGain();
      const at = start + index * 0.16;
      tone.frequency.value = hertz;
      gain.gain.setValueAtTime(0.0001, at);
      gain.gain.exponentialRampToValueAtTime(0.18, at + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.15);
      tone.connect(gain).connect(this.audio.destination);
      tone.start(at);
      tone.stop(at + 0.16);
    }
  }

  private wake(): void {
    if (!this.on || document.visibilityState === 'hidden') return;
    this.audio ??= new AudioContext();
    if (this.audio.state !== 'running') void this.audio.resume().catch(() => undefined);
  }
}

export const sound = new Sound();
