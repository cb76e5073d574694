import { IconAlertTriangle, IconBan, IconCircleCheck, IconHourglass } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSignIns, type SignInOutcome } from "@/api/directory";
import { clockWithSeconds, date } from "@/kit/dates";
import { StatusTag, type Tone } from "@/kit/StatusTag";
import { DirectoryList } from "./DirectoryList";

const FACE = {
  accepted: { tone: "good", Icon: IconCircleCheck },
  wrong: { tone: "care", Icon: IconAlertTriangle },
  inactive: { tone: "neutral", Icon: IconBan },
  limited: { tone: "accent", Icon: IconHourglass },
} as const satisfies Record<SignInOutcome, { tone: Tone; Icon: typeof IconBan }>;

function Outcome({ outcome }: { outcome: SignInOutcome }) {
  const { t } = useTranslation();
  const { tone, Icon } = FACE[outcome];
  return (
    <StatusTag tone={tone} icon={<Icon size={16} aria-hidden />}>
      {t(`admin:sign_in.${outcome}`)}
    </StatusTag>
  );
}

/** Every try to sign in, newest first. */
export function SignIns() {
  const { t } = useTranslation();
  return (
    <DirectoryList
      useList={useSignIns}
      keyOf={({ at, username, address }) => `${at} ${username} ${address ?? ""}`}
      columns={[
        { title: t("admin:sign_in.at"), cell: ({ at }) => `${clockWithSeconds(at)}, ${date(at)}` },
        { title: t("sign_in.username"), cell: ({ username, display_name }) => [username, display_name].filter(Boolean).join(" · ") },
        { title: t("admin:sign_in.outcome"), cell: ({ outcome }) => <Outcome outcome={outcome as SignInOutcome} /> },
        { title: t("admin:sign_in.address"), cell: ({ address }) => address ?? t("state.none") },
        { title: t("admin:sign_in.agent"), cell: ({ agent }) => agent },
      ]}
    />
  );
}
