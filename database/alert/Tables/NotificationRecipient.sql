/*  Recipients of a message that need no further copy: the mail server took it for them (WasAccepted = 1),
    or refused them for good (Reply holds why). A recipient without a row is still to be tried. A few rows
    per message; 12 months.  */
CREATE TABLE alert.NotificationRecipient
(
    NotificationId bigint         NOT NULL,
    Recipient      nvarchar(320)  NOT NULL,
    WasAccepted    bit            NOT NULL,
    Reply          nvarchar(1024) NULL,
    SettledAt      datetime2(3)   NOT NULL,
    CONSTRAINT PK_NotificationRecipient PRIMARY KEY CLUSTERED (NotificationId, Recipient),
    CONSTRAINT FK_NotificationRecipient_Notification FOREIGN KEY (NotificationId) REFERENCES alert.Notification (NotificationId)
);
