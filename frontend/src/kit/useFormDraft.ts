import type { UseFormReturnType } from "@mantine/form";
import { useEffect, useState } from "react";
import { useUser } from "@/api/session";
import { forgetDraft, keepDraft, readDraft } from "./drafts";

export interface FormDraft {
  /** Whether the form shows words that were typed before and never saved. */
  restored: boolean;
  /** Call when the form was saved or given up. */
  forget: () => void;
  /** Gives the draft up and shows the form as it was. */
  discard: () => void;
}

/** Keeps what is typed into a form under `name` (meeting and form) for this account, and brings it back. */
export function useFormDraft<T extends object>(form: UseFormReturnType<T>, name: string): FormDraft {
  const key = `${useUser().id}:${name}`;
  const [draft] = useState(() => readDraft(key) as T | null);
  const [restored, setRestored] = useState(draft !== null);
  const { values, setValues, isDirty } = form;

  useEffect(() => {
    if (draft !== null) setValues(draft);
    // Only what was there when the form opened is brought back.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => {
    if (isDirty()) keepDraft(key, values);
    else forgetDraft(key);
    // `isDirty` is another function at every drawing; only other values make another draft.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, values]);

  const forget = () => {
    forgetDraft(key);
    setRestored(false);
  };
  const discard = () => {
    form.reset();
    forget();
  };
  return { restored, forget, discard };
}
