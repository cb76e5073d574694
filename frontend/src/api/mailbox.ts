import { useQuery } from "@tanstack/react-query";
import { read } from "./request";
import type { Page } from "./types";

export interface LetterRow {
  name: string;
  to_name: string;
  to: string;
  subject: string;
  date: string | null;
  meeting_id: string;
}

export interface Attachment {
  number: number;
  name: string;
  media_type: string;
  size: number;
}

/** `html` is untrusted: show it in a sandboxed frame without scripts. */
export interface Letter extends LetterRow {
  sender: string;
  text: string;
  html: string;
  attachments: Attachment[];
}

/** Letters of the mail folder, newest first. */
export function useLetters(query: string, page: number) {
  return useQuery({
    queryKey: ["mailbox", query, page],
    queryFn: ({ signal }) => read<Page<LetterRow>>("/api/mailbox", { query, page }, signal),
    placeholderData: (previous) => previous,
  });
}

/** One letter, taken apart. */
export function useLetter(name: string) {
  return useQuery({
    queryKey: ["mailbox", "letter", name],
    queryFn: ({ signal }) => read<Letter>(`/api/mailbox/${encodeURIComponent(name)}`, {}, signal),
    staleTime: Infinity,
  });
}

/** Where a file of a letter is fetched. */
export function attachmentAddress(letter: string, number: number): string {
  return `/api/mailbox/${encodeURIComponent(letter)}/attachments/${number}`;
}
