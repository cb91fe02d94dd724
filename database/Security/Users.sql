-- Whom the desk's login impersonates for the person who is signed in, so that the repository itself refuses
-- what a person's role may not. Nobody can log in as these.
CREATE USER axmonitor_desk_viewer WITHOUT LOGIN;
GO
CREATE USER axmonitor_desk_poweruser WITHOUT LOGIN;
GO
CREATE USER axmonitor_desk_admin WITHOUT LOGIN;
