import { Button, Group, Modal, Stack } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DIRECTORY_KEY } from "@/api/directory";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { showFormProblem } from "@/kit/formProblem";

interface EntryDialogProps<TValues extends object> {
  title: string;
  form: UseFormReturnType<TValues>;
  save: (values: TValues) => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}

/** A form that adds or changes one entry of the directory; the server's reasons stand at their fields. */
export function EntryDialog<TValues extends object>({ title, form, save, onClose, children }: EntryDialogProps<TValues>) {
  const { t } = useTranslation();
  const act = useAct(save, { silent: true, done: t("act.saved"), refresh: [DIRECTORY_KEY] });
  const submit = form.onSubmit((values) =>
    act.mutate(values, {
      onSuccess: onClose,
      onError: (error) => showFormProblem(form, error),
    }),
  );
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack>
          {children}
          <Group justify="flex-end">
            <Button onClick={onClose}>{t("act.cancel")}</Button>
            <PrimaryButton type="submit" loading={act.isPending}>
              {t("act.save")}
            </PrimaryButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
