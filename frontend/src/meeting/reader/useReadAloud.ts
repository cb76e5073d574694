import { useEffect, useRef, useState } from "react";
import { i18n } from "@/i18n";
import { notifyRefused } from "@/kit/notify";
import { paragraphsOf, sentencesOf } from "./aloud";
import type { Paper } from "./paper";
import type { OpenPdf } from "./pdf";
import { pageText } from "./useSearch";

export interface ReadAloud {
  speaking: boolean;
  /** The sentence that is spoken now. */
  sentence: string;
  toggle: () => void;
}

const VOICES_MS = 2_000;

const isVietnamese = ({ lang }: SpeechSynthesisVoice) => /^vi\b/i.test(lang.replace("_", "-"));

/** The device's Vietnamese voice; null where there is none. Browsers tell their voices a while after they are asked. */
export async function vietnameseVoice(): Promise<SpeechSynthesisVoice | null> {
  const speech = (window as Partial<Window>).speechSynthesis;
  if (!speech) return null;
  const find = () => speech.getVoices().find(isVietnamese) ?? null;
  if (speech.getVoices().length > 0) return find();
  await new Promise((resolve) => {
    speech.addEventListener("voiceschanged", resolve, { once: true });
    window.setTimeout(resolve, VOICES_MS);
  });
  return find();
}

function speak(sentence: string, voice: SpeechSynthesisVoice, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const words = new SpeechSynthesisUtterance(sentence);
    words.lang = voice.lang;
    words.voice = voice;
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
  useEffect(() => {
    next.current = onNext;
  });
  useEffect(() => {
    if (!speaking) return undefined;
    const leave = new AbortController();
    const isLeft = () => leave.signal.aborted;
    async function run() {
      const voice = await vietnameseVoice();
      if (isLeft()) return;
      if (voice === null) {
        notifyRefused(i18n.t("meeting:reader.aloud_none"));
        setSpeaking(false);
        return;
      }
      const { text } = await pageText(paper, pdf, page, leave.signal);
      for (const words of paragraphsOf(text).flatMap(sentencesOf)) {
        if (isLeft()) return;
        setSentence(words);
        await speak(words, voice, leave.signal);
      }
      if (isLeft()) return;
      setSentence("");
      if (next.current) next.current();
      else setSpeaking(false);
    }
    // A page whose text cannot be fetched ends the reading; the page itself can be read.
    run().catch(() => !leave.signal.aborted && setSpeaking(false));
    return () => {
      leave.abort();
      (window as Partial<Window>).speechSynthesis?.cancel();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key says which paper it is
  }, [speaking, paper.key, pdf, page]);
  return {
    speaking,
    sentence: speaking ? sentence : "",
    toggle: () => setSpeaking((on) => !on),
  };
}
