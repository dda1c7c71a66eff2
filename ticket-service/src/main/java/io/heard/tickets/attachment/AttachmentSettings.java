package io.heard.tickets.attachment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Set;

/** Which files are taken over the API. */
@ConfigMapping(prefix = "heard.attachments")
public interface AttachmentSettings {

  /**
   * Endings of names that are refused over the API: files that run when somebody opens them. What
   * comes by mail is kept all the same, and handed out as a download like everything else.
   */
  @WithDefault(
      "app,bat,cmd,com,cpl,dll,exe,hta,jar,js,jse,lnk,msi,msp,ps1,reg,scr,vb,vbe,vbs,wsf,wsh")
  Set<String> refusedEndings();
}
