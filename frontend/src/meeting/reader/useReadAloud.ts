import { useEffect, useState } from "react";
import type { OpenPdf } from "./pdf";
import { readPage } from "./useSearch";

/** Reads the shown page aloud with the device's Vietnamese voice; stops when the page is turned. */
export function useReadAloud(pdf: OpenPdf | null, page: number) {
  const [speaking, setSpeaking] = useState(false);
  const possible = "speechSynthesis" in window;

  useEffect(() => (possible ? () => window.speechSynthesis.cancel() : undefined), [possible, pdf, page]);

  async function start() {
    if (!pdf) return;
    const words = new SpeechSynthesisUtterance(await readPage(pdf, page));
    words.lang = "vi-VN";
    words.onend = () => setSpeaking(false);
    words.onerror = () => setSpeaking(false);
    setSpeaking(true);
    window.speechSynthesis.speak(words);
  }

  function stop() {
    window.speechSynthesis.cancel();
    setSpeaking(false);
  }

  return { possible, speaking, toggle: () => (speaking ? stop() : void start()) };
}
