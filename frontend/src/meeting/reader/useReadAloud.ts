import { useEffect, useRef, useState } from "react";
import { paragraphsOf, sentencesOf } from "./aloud";
import type { Paper } from "./paper";
import type { OpenPdf } from "./pdf";
import { pageText } from "./useSearch";

export interface ReadAloud {
  possible: boolean;
  speaking: boolean;
  /** The sentence that is spoken now. */
  sentence: string;
  toggle: () => void;
}

function speak(sentence: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const words = new SpeechSynthesisUtterance(sentence);
    const voice = window.speechSynthesis.getVoices().find(({ lang }) => lang.startsWith("vi"));
    words.lang = "vi-VN";
    if (voice) words.voice = voice;
    words.onend = () => resolve();
    // What cannot be spoken is passed over; a page without any speech ends at once.
    words.onerror = () => resolve();
    signal.addEventListener("abort", () => resolve());
    window.speechSynthesis.speak(words);
  });
}

interface AloudOptions {
  paper: Paper;
  pdf: OpenPdf | null;
  page: number;
  /** Goes on to the next page; null: the reading ends with this one. */
  onNext: (() => void) | null;
}

/** Reads aloud with the device's Vietnamese voice, sentence by sentence and on to the next page, until stopped. */
export function useReadAloud({ paper, pdf, page, onNext }: AloudOptions): ReadAloud {
  const [speaking, setSpeaking] = useState(false);
  const [sentence, setSentence] = useState("");
  const next = useRef(onNext);
  const possible = "speechSynthesis" in window;
  useEffect(() => {
    next.current = onNext;
  });
  useEffect(() => {
    if (!speaking) return undefined;
    const leave = new AbortController();
    async function run() {
      const text = await pageText(paper, pdf, page, leave.signal);
      for (const words of paragraphsOf(text).flatMap(sentencesOf)) {
        if (leave.signal.aborted) return;
        setSentence(words);
        await speak(words, leave.signal);
      }
      if (leave.signal.aborted) return;
      setSentence("");
      if (next.current) next.current();
      else setSpeaking(false);
    }
    // A page whose text cannot be fetched ends the reading; the page itself can be read.
    run().catch(() => !leave.signal.aborted && setSpeaking(false));
    return () => {
      leave.abort();
      window.speechSynthesis.cancel();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key says which paper it is
  }, [speaking, paper.key, pdf, page]);
  return {
    possible,
    speaking,
    sentence: speaking ? sentence : "",
    toggle: () => setSpeaking((on) => !on),
  };
}
