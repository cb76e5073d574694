import type { UseFormReturnType } from "@mantine/form";
import { Problem, isSignedOut } from "@/api/problem";
import { notifyProblem } from "./notify";

/**
 * Shows why the server refused a form: reasons at their fields where the form has them. What belongs to
 * no field, or is no matter of fields at all, is told as every other problem.
 */
export function showFormProblem<T extends object>(form: UseFormReturnType<T>, error: unknown): void {
  const messages = error instanceof Problem ? error.fieldMessages : {};
  form.setErrors(messages);
  const fields = Object.keys(messages);
  const isShown = fields.length > 0 && fields.every((field) => field in form.getValues());
  if (!isShown && !isSignedOut(error)) notifyProblem(error);
}
