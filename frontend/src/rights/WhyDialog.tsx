import { Alert, Modal, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useOwnRights, type OwnRights, type ReadingReason } from "@/api/rights";
import type { DocumentRow } from "@/api/snapshot";
import { moment } from "@/kit/dates";
import { Loadable } from "@/kit/States";
import classes from "./rights.module.css";

function useReasonWords() {
  const { t } = useTranslation("rights");
  return ({ rule, whom, name, until, given_at, given_by }: ReadingReason): string[] => {
    if (rule !== "named") return [t(`why.${rule}`, { name })];
    const kind = whom.split(":")[0] ?? "";
    const who = t(`why.named_${kind}`, { name });
    const given = given_at ? t("why.given", { who: given_by, at: moment(given_at) }) : "";
    return [who, until ? t("why.until", { at: moment(until) }) : t("why.no_end"), given].filter(Boolean);
  };
}

function Reasons({ rights, isWatermarked }: { rights: OwnRights; isWatermarked: boolean }) {
  const { t } = useTranslation("rights");
  const words = useReasonWords();
  const may = [t("may.read"), rights.may_print && t("may.print"), rights.may_download && t("may.download")].filter(Boolean);
  const mayNot = [!rights.may_print && t("may_not.print"), !rights.may_download && t("may_not.download")].filter(Boolean);
  return (
    <Stack gap="sm">
      {rights.reasons.map((reason) => {
        const [first, ...rest] = words(reason);
        return (
          <div key={`${reason.rule} ${reason.whom}`} className={classes.reason}>
            <p className={classes.rule}>{first}</p>
            {rest.length > 0 && <p className={classes.facts}>{rest.join(" · ")}</p>}
          </div>
        );
      })}
      {rights.is_item_restricted && <Text size="sm">{t("why.item_restricted")}</Text>}
      <Text>{t("may.list", { may: may.join(", ") })}</Text>
      {mayNot.length > 0 && <Text>{t("may_not.list", { may: mayNot.join(", ") })}</Text>}
      {isWatermarked && (
        <Alert variant="light" color="ink" icon={<IconInfoCircle size={20} aria-hidden />}>
          {t("mark.why")}
        </Alert>
      )}
    </Stack>
  );
}

interface WhyDialogProps {
  row: DocumentRow;
  isWatermarked: boolean;
  onClose: () => void;
}

/** Which rule lets this person read the document, until when, and what else they may do with it. */
export function WhyDialog({ row, isWatermarked, onClose }: WhyDialogProps) {
  const { t } = useTranslation("rights");
  const rights = useOwnRights(row.id, row.rights, isWatermarked);
  return (
    <Modal opened onClose={onClose} title={t("why.title")}>
      <Stack gap="sm">
        <Text fw={600}>{row.title}</Text>
        <Loadable query={rights}>{(found) => <Reasons rights={found} isWatermarked={isWatermarked} />}</Loadable>
      </Stack>
    </Modal>
  );
}
