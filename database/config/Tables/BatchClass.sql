/*  Names of X++ batch classes, for those whom a number tells nothing. Class ids differ from installation to
    installation. Some hundred rows, kept for good.  */
CREATE TABLE config.BatchClass
(
    InstanceId  int           NOT NULL,
    ClassNumber int           NOT NULL,
    ClassName   nvarchar(128) NOT NULL,
    CONSTRAINT PK_BatchClass PRIMARY KEY CLUSTERED (InstanceId, ClassNumber),
    CONSTRAINT FK_BatchClass_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId),
    CONSTRAINT CK_BatchClass_ClassName CHECK (LEN(ClassName) > 0)
);
