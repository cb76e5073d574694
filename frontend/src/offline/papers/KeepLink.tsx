import { Button } from "@mantine/core";
import { IconCloudDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

/** To where documents of meetings are kept for times without a network. */
export function KeepLink({ className }: { className: string | undefined }) {
  const { t } = useTranslation("offline");
  return (
    <Button component={Link} to="/offline" variant="subtle" leftSection={<IconCloudDownload size={18} aria-hidden />} className={className ?? ""}>
      {t("title")}
    </Button>
  );
}
