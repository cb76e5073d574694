import { Button } from "@mantine/core";
import { IconVideoOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { changeMediaSettings, type Reception } from "@/media";
import { useMeetingView } from "../shared/context";
import classes from "./Tablet.module.css";

/** Says why there is no picture, and brings it back with one tap. While the line is gone that is said elsewhere. */
export function PictureNotice({ reception }: { reception: Reception }) {
  const { t } = useTranslation("meeting");
  const { receiving, dropped, tryAgain } = reception;
  const { live } = useMeetingView();
  if (receiving === "all" || live.status !== "live") return null;
  return (
    <div className={classes.banner} role="status" data-testid="picture-paused" data-dropped={dropped}>
      <IconVideoOff size={20} aria-hidden />
      <span className={classes.bannerWords}>{t(`line.${dropped ? "bad" : receiving}`)}</span>
      <Button onClick={() => (dropped ? tryAgain() : changeMediaSettings({ receiving: "all" }))}>
        {t("line.try_picture")}
      </Button>
    </div>
  );
}
