import { Card, PasswordInput, Stack, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useChangePassword } from "@/api/session";
import { PrimaryButton } from "@/kit/Buttons";
import { showFormProblem } from "@/kit/formProblem";
import { notifyDone } from "@/kit/notify";

const SHORTEST = 10;

function usePasswordForm() {
  const { t } = useTranslation();
  return useForm({
    mode: "uncontrolled",
    initialValues: { old: "", new: "", again: "" },
    validate: {
      old: (value) => (value ? null : t("sign_in.required")),
      new: (value) => (value.length < SHORTEST ? t("profile.too_short", { count: SHORTEST }) : null),
      again: (value, values) => (value === values.new ? null : t("profile.not_same")),
    },
  });
}

/** Changes the user's own password; the server's reasons stand at their fields. */
export function PasswordForm() {
  const { t } = useTranslation();
  const form = usePasswordForm();
  const change = useChangePassword();
  const submit = form.onSubmit((values) =>
    change.mutate(
      { old: values.old, new: values.new },
      {
        onSuccess: () => {
          notifyDone(t("profile.changed"));
          form.reset();
        },
        onError: (error) => showFormProblem(form, error),
      },
    ),
  );
  return (
    <Card component="form" onSubmit={submit} noValidate>
      <Stack>
        <Title order={2} fz="lg">
          {t("profile.password")}
        </Title>
        <PasswordInput size="md" label={t("profile.old_password")} autoComplete="current-password" key={form.key("old")} {...form.getInputProps("old")} />
        <PasswordInput size="md" label={t("profile.new_password")} autoComplete="new-password" key={form.key("new")} {...form.getInputProps("new")} />
        <PasswordInput size="md" label={t("profile.again")} autoComplete="new-password" key={form.key("again")} {...form.getInputProps("again")} />
        <PrimaryButton type="submit" loading={change.isPending} style={{ alignSelf: "flex-start" }}>
          {t("profile.password")}
        </PrimaryButton>
      </Stack>
    </Card>
  );
}
