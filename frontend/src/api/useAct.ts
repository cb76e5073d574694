import { useMutation, useQueryClient, type QueryKey, type UseMutationResult } from "@tanstack/react-query";
import { useRef } from "react";
import { forgetProblem, notifyDone } from "@/kit/notify";

interface ActOptions<TAnswer> {
  /** Told to the person when the act succeeded. */
  done?: string;
  /** Lists that may look different afterwards. */
  refresh?: QueryKey[];
  /** The caller shows errors itself. */
  silent?: boolean;
  onDone?: (answer: TAnswer) => void;
}

/** One act of the person as a mutation: errors are told, lists refreshed, a message shown when it is done. */
export function useAct<TInput, TAnswer>(
  run: (input: TInput) => Promise<TAnswer>,
  options: ActOptions<TAnswer> = {},
): UseMutationResult<TAnswer, Error, TInput> {
  const client = useQueryClient();
  const hasFailed = useRef(false);
  return useMutation({
    mutationFn: run,
    meta: { silent: options.silent ?? false },
    onError: () => {
      hasFailed.current = true;
    },
    onSuccess: async (answer) => {
      if (hasFailed.current) forgetProblem();
      hasFailed.current = false;
      if (options.done) notifyDone(options.done);
      options.onDone?.(answer);
      await Promise.all((options.refresh ?? []).map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}
