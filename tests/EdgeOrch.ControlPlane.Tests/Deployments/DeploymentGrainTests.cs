using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Deployments;
using EdgeOrch.ControlPlane.Fleet;
using EdgeOrch.ControlPlane.Tests.Devices;

namespace EdgeOrch.ControlPlane.Tests.Deployments;

/// <summary>A deployment's grain in a real silo over real storage; each test has names and labels of its own.</summary>
public sealed class DeploymentGrainTests(FleetCluster fleet) : IClassFixture<FleetCluster>
{
    [Fact]
    public async Task Apply_NewSameAndChanged_SaysWhichAndGivesItToTheDevices()
    {
        await fleet.EnrolAsync("apply-1", "apply");
        var deployment = fleet.Deployment("apply");

        var created = await deployment.ApplyAsync(FleetCluster.Change("apply", "apply"));
        var unchanged = await deployment.ApplyAsync(FleetCluster.Change("apply", "apply"));
        var configured = await deployment.ApplyAsync(FleetCluster.Change("apply", "apply", "demo/app:2"));

        Assert.Equal([(ApplyAction.Created, 1), (ApplyAction.Unchanged, 1), (ApplyAction.Configured, 2)], new[] { created, unchanged, configured }.Select(each => (each.Action, each.Revision)));
        Assert.Equal((null, "text of demo/app:1"), (created.PreviousManifest, configured.PreviousManifest));
        Assert.Equal(["apply-1"], configured.Devices.Select(device => device.ToString()));
        Assert.Equal([2], (await fleet.WorkloadsAsync("apply-1")).Select(workload => workload.Revision));
    }

    [Fact]
    public async Task Apply_PrivilegedContainer_IsWarnedOfEachTime()
    {
        var change = FleetCluster.Change("loud", "loud");
        change = change with { Manifest = change.Manifest with { Spec = change.Manifest.Spec with { Containers = [change.Manifest.Spec.Containers[0] with { Privileged = true }] } } };
        for (var i = 0; i < 2; i++)
        {
            var warning = Assert.Single((await fleet.Deployment("loud").ApplyAsync(change)).Warnings, w => w.Code == "privileged");
            Assert.Equal(("spec.containers[0].privileged", EdgeOrch.Contracts.ProblemSeverity.Warning), (warning.Path, warning.Severity));
        }
    }

    [Fact]
    public async Task Apply_TagMovedOn_IsANewRevision()
    {
        var deployment = fleet.Deployment("moved");
        var change = FleetCluster.Change("moved", "moved");
        await deployment.ApplyAsync(change);

        Assert.Equal(ApplyAction.Configured, (await deployment.ApplyAsync(change with { Images = FleetCluster.Change("moved", "moved", "demo/app:2").Images })).Action);
    }

    [Fact]
    public async Task Apply_OtherSelector_TakesItFromThoseItSelectedBefore()
    {
        await fleet.EnrolAsync("selector-1", "selector-a");
        await fleet.EnrolAsync("selector-2", "selector-b");
        await fleet.Deployment("selector").ApplyAsync(FleetCluster.Change("selector", "selector-a"));

        await fleet.Deployment("selector").ApplyAsync(FleetCluster.Change("selector", "selector-b"));

        Assert.Empty(await fleet.WorkloadsAsync("selector-1"));
        Assert.Single(await fleet.WorkloadsAsync("selector-2"));
    }

    [Fact]
    public async Task Preview_Change_SaysWhatWouldBeAndChangesNothing()
    {
        await fleet.EnrolAsync("preview-1", "preview");
        var deployment = fleet.Deployment("preview");

        Assert.Equal((ApplyAction.Created, 1), Said(await deployment.PreviewAsync(FleetCluster.Change("preview", "preview"))));
        Assert.Null(await deployment.GetViewAsync());
        Assert.DoesNotContain("preview", await fleet.Grains.GetGrain<IFleetIndexGrain>(0).ListDeploymentsAsync());
        await deployment.ApplyAsync(FleetCluster.Change("preview", "preview"));
        Assert.Equal((ApplyAction.Configured, 2), Said(await deployment.PreviewAsync(FleetCluster.Change("preview", "preview", "demo/app:2"))));
        Assert.Equal(1, (await deployment.GetViewAsync())!.Revision);
    }

    [Fact]
    public async Task Enrol_AfterTheDeployment_GetsIt()
    {
        await fleet.Deployment("later").ApplyAsync(FleetCluster.Change("later", "later"));

        await fleet.EnrolAsync("later-1", "later");

        Assert.Single(await fleet.WorkloadsAsync("later-1"));
    }

    [Fact]
    public async Task Delete_Deployment_IsGoneFromDevicesAndAfterARestart()
    {
        await fleet.EnrolAsync("delete-1", "delete");
        await fleet.Deployment("delete").ApplyAsync(FleetCluster.Change("delete", "delete"));

        Assert.True(await fleet.Deployment("delete").DeleteAsync());
        Assert.False(await fleet.Deployment("delete").DeleteAsync());
        await fleet.RestartAsync();

        Assert.Empty(await fleet.WorkloadsAsync("delete-1"));
        Assert.Null(await fleet.Deployment("delete").GetViewAsync());
        Assert.Equal(1, (await fleet.Deployment("delete").ApplyAsync(FleetCluster.Change("delete", "delete"))).Revision);
    }

    [Fact]
    public async Task Restart_AppliedButNotGivenYet_GivesIt()
    {
        await fleet.EnrolAsync("cut-1", "cut");
        await fleet.Grains.GetGrain<IFleetIndexGrain>(0).PutDeploymentAsync(new IndexedDeployment("cut", FleetCluster.Change("cut", "cut").Manifest.Spec.Selector));
        await fleet.WriteAsync("cut", DeploymentPlanner.WithRevision(new DeploymentRecord(), FleetCluster.Change("cut", "cut"), DateTimeOffset.UnixEpoch));

        await fleet.RestartAsync();

        Assert.Equal(["cut"], (await fleet.WorkloadsAsync("cut-1")).Select(workload => workload.Deployment));
    }

    [Fact]
    public async Task Restart_DeletionCutShort_FinishesIt()
    {
        await fleet.EnrolAsync("undone-1", "undone");
        await fleet.Deployment("undone").ApplyAsync(FleetCluster.Change("undone", "undone"));
        await fleet.RestartAsync();
        var record = DeploymentPlanner.WithRevision(new DeploymentRecord(), FleetCluster.Change("undone-2", "undone"), DateTimeOffset.UnixEpoch);
        await fleet.Grains.GetGrain<IFleetIndexGrain>(0).PutDeploymentAsync(new IndexedDeployment("undone-2", record.Revisions[0].Manifest.Spec.Selector));
        await fleet.WriteAsync("undone-2", record with { Deleting = true });

        await fleet.RestartAsync();

        Assert.DoesNotContain("undone-2", await fleet.Grains.GetGrain<IFleetIndexGrain>(0).ListDeploymentsAsync());
        Assert.Equal(["undone"], (await fleet.WorkloadsAsync("undone-1")).Select(workload => workload.Deployment));
    }

    private static (ApplyAction Action, int Revision) Said(AppliedDeployment applied) => (applied.Action, applied.Revision);
}
