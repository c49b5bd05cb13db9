/** A short tone when one is outbid, for those who asked for it. */

const KEY = 'adjuge.sound';

class Sound {
  on = $state(localStorage.getItem(KEY) === 'on');
  private audio: AudioContext | null = null;

  toggle(): void {
    this.on = !this.on;
    localStorage.setItem(KEY, this.on ? 'on' : 'off');
    if (this.on) this.play();
  }

  /** Two falling notes, quiet. */
  play(): void {
    if (!this.on) return;
    this.audio ??= new AudioContext();
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
}

export const sound = new Sound();
