// Each test has a fixture object of its own, so that fields are fresh without set-up code.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
