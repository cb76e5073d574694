import { Button } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { EmptyState } from "@/kit/States";
import { useTitle } from "./title";

/** Stands on a page that is not for this account: says whose it is, and where to go. `who` is a word of `only_for`. */
export function OnlyFor({ who }: { who: "organisers" | "people" | "mailbox" | "administrators" }) {
  const { t } = useTranslation();
  const title = t(`only_for.${who}`);
  useTitle(title);
  return (
    <EmptyState
      icon={<IconLock size={32} stroke={1.5} aria-hidden />}
      title={title}
      detail={t("only_for.detail")}
      action={
        <Button component={Link} to="/">
          {t("act.home")}
        </Button>
      }
    />
  );
}
