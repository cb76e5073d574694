import { Button, Group } from "@mantine/core";
import { IconBan, IconCircleCheck, IconKey, IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DIRECTORY_KEY, setAccountActive, useAccounts, type Account } from "@/api/directory";
import { useUser } from "@/api/session";
import { useAct } from "@/api/useAct";
import { confirmAct } from "@/kit/confirm";
import { StatusTag } from "@/kit/StatusTag";
import { NewAccountDialog, ResetPasswordDialog } from "./AccountDialogs";
import { DirectoryList } from "./DirectoryList";
import { GrantsDialog } from "./Grants";

function useDuties() {
  const { t } = useTranslation();
  return (account: Account) => {
    if (account.kind === "site_device") return t("admin:account_kind.site_device");
    const held = (["is_administrator", "is_secretary", "is_technician"] as const).filter((duty) => account[duty]);
    const words = held.map((duty) => t(`admin:account.${duty}`));
    if (account.administers_name) words.push(t("admin:account.administers_of", { name: account.administers_name }));
    return words.join(", ") || t("admin:account_kind.person");
  };
}

function AccountState({ account }: { account: Account }) {
  const { t } = useTranslation();
  const Icon = account.is_active ? IconCircleCheck : IconBan;
  return (
    <StatusTag tone={account.is_active ? "good" : "neutral"} icon={<Icon size={16} aria-hidden />}>
      {t(account.is_active ? "admin:account.active" : "admin:account.inactive")}
    </StatusTag>
  );
}

interface ActsProps {
  account: Account;
  onReset: () => void;
  onRights: () => void;
}

function AccountActs({ account, onReset, onRights }: ActsProps) {
  const { t } = useTranslation();
  const user = useUser();
  const change = useAct((active: boolean) => setAccountActive(account.id, active), { refresh: [DIRECTORY_KEY], done: t("act.saved") });
  const deactivate = () =>
    confirmAct({
      title: t("admin:account.deactivate_ask", { name: account.username }),
      detail: t("admin:account.deactivate_detail"),
      act: t("admin:account.deactivate"),
      onConfirm: () => change.mutate(false),
    });
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      {account.kind === "person" && (
        <Button aria-label={t("admin:grant.of", { name: account.display_name })} leftSection={<IconShieldCheck size={18} aria-hidden />} onClick={onRights}>
          {t("admin:grant.open")}
        </Button>
      )}
      <Button leftSection={<IconKey size={18} aria-hidden />} onClick={onReset}>
        {t("admin:account.reset")}
      </Button>
      {account.id !== user.id && (
        <Button loading={change.isPending} onClick={() => (account.is_active ? deactivate() : change.mutate(true))}>
          {t(account.is_active ? "admin:account.deactivate" : "admin:account.activate")}
        </Button>
      )}
    </Group>
  );
}

/** Who can sign in, and what for. */
export function Accounts() {
  const { t } = useTranslation();
  const duties = useDuties();
  const [resetting, setResetting] = useState<Account | null>(null);
  const [entrusting, setEntrusting] = useState<Account | null>(null);
  return (
    <>
      <DirectoryList
        useList={useAccounts}
        keyOf={({ id }) => id}
        columns={[
          { title: t("sign_in.username"), cell: ({ username }) => username },
          { title: t("admin:account.owner"), cell: ({ display_name, unit_name }) => [display_name, unit_name].filter(Boolean).join(" · ") },
          { title: t("admin:account.duties"), cell: duties },
          { title: t("admin:account.state"), cell: (account) => <AccountState account={account} /> },
          { title: "", cell: (account) => <AccountActs account={account} onReset={() => setResetting(account)} onRights={() => setEntrusting(account)} /> },
        ]}
        add={{ word: t("admin:account.add"), dialog: (close) => <NewAccountDialog onClose={close} /> }}
      />
      {entrusting && <GrantsDialog account={entrusting} onClose={() => setEntrusting(null)} />}
      {resetting && <ResetPasswordDialog account={resetting} onClose={() => setResetting(null)} />}
    </>
  );
}
