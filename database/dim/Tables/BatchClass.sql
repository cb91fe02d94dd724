/*  Names of X++ batch classes as the model store of an instance has them. Some hundred rows; looked up again
    after a day, or after an hour where there was no name.
    config.BatchClass has the last word; dim.BatchClassName asks both.  */
CREATE TABLE dim.BatchClass
(
    InstanceId  int           NOT NULL,
    ClassNumber int           NOT NULL,
    ClassName   nvarchar(128) NULL,
    CheckedAt   datetime2(3)  NOT NULL,
    CONSTRAINT PK_BatchClass PRIMARY KEY CLUSTERED (InstanceId, ClassNumber),
    CONSTRAINT FK_BatchClass_Instance FOREIGN KEY (InstanceId) REFERENCES config.Instance (InstanceId)
);
