/*  Keys by which every copy of the desk protects its forms against requests that others forge. A handful of
    rows a year, kept for good: without a key its forms are refused. No session or password depends on
    them.  */
CREATE TABLE desk.DataKey
(
    KeyName   nvarchar(128) NOT NULL,
    KeyXml    nvarchar(max) NOT NULL,
    CreatedAt datetime2(3)  NOT NULL,
    CONSTRAINT PK_DataKey PRIMARY KEY CLUSTERED (KeyName)
);
