import { Checkbox, Group, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createAccount, setAccountPassword, type Account, type NewAccount } from "@/api/directory";
import { useUser } from "@/api/session";
import { PersonSelect, SiteSelect, UnitSelect } from "@/kit/DirectorySelects";
import { EntryDialog } from "./EntryDialog";
import { useFilled } from "./useFilled";

const SHORTEST = 10;
const USERNAME = /^[a-z0-9._-]{3,60}$/;
const DUTIES = ["is_secretary", "is_technician", "is_administrator"] as const;
type OwnerKind = "person" | "site_device";

function usePasswordRule() {
  const { t } = useTranslation();
  return (value: string) => (value.length < SHORTEST ? t("profile.too_short", { count: SHORTEST }) : null);
}

function Owner({ form, kind }: { form: UseFormReturnType<NewAccount>; kind: OwnerKind }) {
  const { t } = useTranslation();
  const { permissions } = useUser();
  if (kind === "site_device") return <SiteSelect label={t("admin:account.site")} withAsterisk {...form.getInputProps("site_id")} />;
  return (
    <>
      <PersonSelect label={t("admin:account.person")} withAsterisk {...form.getInputProps("person_id")} />
      <Group>
        {DUTIES.filter((duty) => duty !== "is_administrator" || permissions.includes("administer")).map((duty) => (
          <Checkbox key={duty} label={t(`admin:account.${duty}`)} {...form.getInputProps(duty, { type: "checkbox" })} />
        ))}
      </Group>
      <UnitSelect
        label={t("admin:account.administers")}
        description={t("admin:account.administers_hint")}
        clearable
        {...form.getInputProps("administers_id")}
      />
    </>
  );
}

const EMPTY: NewAccount = {
  username: "", password: "", person_id: null, site_id: null, is_administrator: false, is_secretary: false, is_technician: false, administers_id: null,
};

/** Creates an account for a person or for the screen of a site. */
export function NewAccountDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const filled = useFilled();
  const [kind, setKind] = useState<OwnerKind>("person");
  const form = useForm<NewAccount>({
    initialValues: EMPTY,
    validate: {
      username: (value) => (USERNAME.test(value) ? null : t("admin:account.username_hint")),
      password: usePasswordRule(),
      person_id: (value) => (kind === "person" ? filled(value ?? "") : null),
      site_id: (value) => (kind === "site_device" ? filled(value ?? "") : null),
    },
  });
  const choose = (value: OwnerKind) => {
    setKind(value);
    form.setValues({ person_id: null, site_id: null, is_administrator: false, is_secretary: false, is_technician: false, administers_id: null });
  };
  return (
    <EntryDialog title={t("admin:account.add")} form={form} save={createAccount} onClose={onClose}>
      <SegmentedControl
        aria-label={t("admin:account.kind")}
        value={kind}
        onChange={(value) => choose(value === "person" ? "person" : "site_device")}
        data={(["person", "site_device"] as const).map((value) => ({ value, label: t(`admin:account_kind.${value}`) }))}
      />
      <Owner form={form} kind={kind} />
      <TextInput
        label={t("sign_in.username")}
        description={t("admin:account.username_hint")}
        withAsterisk
        maxLength={60}
        autoCapitalize="none"
        autoComplete="off"
        {...form.getInputProps("username")}
      />
      <PasswordInput size="md" label={t("admin:account.first_password")} withAsterisk autoComplete="new-password" {...form.getInputProps("password")} />
    </EntryDialog>
  );
}

/** Gives an account another password; its sessions end. */
export function ResetPasswordDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { new: "" }, validate: { new: usePasswordRule() } });
  const save = (values: { new: string }) => setAccountPassword(account.id, values.new);
  return (
    <EntryDialog title={t("admin:account.reset_of", { name: account.username })} form={form} save={save} onClose={onClose}>
      <PasswordInput
        size="md"
        label={t("profile.new_password")}
        description={t("admin:account.reset_hint")}
        autoComplete="new-password"
        data-autofocus
        {...form.getInputProps("new")}
      />
    </EntryDialog>
  );
}
