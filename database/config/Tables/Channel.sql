/*  Where messages can go, besides the mail routes (config.MailRoute, which are the channel 'mail'). A handful
    of rows, kept for good; config.SetChannel changes them.
    ChannelName   also names the channel's secrets in the orchestrator's environment, so letters, digits and _
    ChannelKind   mail, teams (workflow webhook), slack (incoming webhook), pagerduty (Events v2) or webhook
    AddressText   of mail: recipients, separated by ';'. Of the others: the name under which the orchestrator
                  finds address and key, never the secret itself  */
CREATE TABLE config.Channel
(
    ChannelName nvarchar(64)  NOT NULL,
    ChannelKind nvarchar(16)  NOT NULL,
    AddressText nvarchar(max) NOT NULL,
    IsEnabled   bit           NOT NULL CONSTRAINT DF_Channel_IsEnabled DEFAULT (1),
    CONSTRAINT PK_Channel PRIMARY KEY CLUSTERED (ChannelName),
    CONSTRAINT CK_Channel_ChannelName CHECK (
        LEN(ChannelName) > 0 AND ChannelName NOT LIKE N'%[^A-Za-z0-9_]%' AND ChannelName <> N'mail'),
    CONSTRAINT CK_Channel_ChannelKind CHECK (ChannelKind IN (N'mail', N'teams', N'slack', N'pagerduty', N'webhook')),
    CONSTRAINT CK_Channel_AddressText CHECK (AddressText <> N'')
);
