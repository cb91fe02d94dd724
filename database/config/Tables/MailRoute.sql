/*  Who gets the mails: the route named 'default'. Few rows, kept for good.
    Recipients are separated by ';'.  */
CREATE TABLE config.MailRoute
(
    RouteName  nvarchar(64)  NOT NULL,
    Recipients nvarchar(max) NOT NULL,
    CONSTRAINT PK_MailRoute PRIMARY KEY CLUSTERED (RouteName)
);
