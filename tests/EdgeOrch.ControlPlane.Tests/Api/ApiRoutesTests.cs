using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Tests.Hosting;

namespace EdgeOrch.ControlPlane.Tests.Api;

/// <summary>Every route: closed without a token, and what it answers to good and bad calls.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class ApiRoutesTests(RunningControlPlane cloud)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/v1/server")]
    [InlineData("POST", "/v1/apply")]
    [InlineData("GET", "/v1/deployments")]
    [InlineData("GET", "/v1/deployments/x")]
    [InlineData("DELETE", "/v1/deployments/x")]
    [InlineData("GET", "/v1/devices")]
    [InlineData("GET", "/v1/devices/x")]
    [InlineData("DELETE", "/v1/devices/x")]
    [InlineData("PATCH", "/v1/devices/x/labels")]
    [InlineData("GET", "/v1/devices/x/logs/a/b")]
    [InlineData("GET", "/v1/devices/x/usage")]
    [InlineData("GET", "/v1/events")]
    [InlineData("GET", "/v1/images")]
    [InlineData("GET", "/v1/join-tokens")]
    [InlineData("POST", "/v1/join-tokens")]
    [InlineData("DELETE", "/v1/join-tokens/x")]
    [InlineData("GET", "/no/such/route")]
    public async Task Call_WithoutOrWithAWrongToken_IsNotAuthenticated(string method, string path)
    {
        foreach (var token in new[] { null, "wrong", cloud.AdminToken[..^1] })
        {
            using var client = cloud.CreateClient(token);
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var response = await client.SendAsync(request, Cancellation);

            var problem = await response.ReadProblemAsync();
            Assert.Equal((401, "problems/unauthorized"), (problem.Status, problem.Type));
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        }
    }

    [Fact]
    public async Task Registry_WithoutAToken_AsksForAPassword()
    {
        using var refused = await cloud.Anonymous.GetAsync(new Uri("/v2/", UriKind.Relative), Cancellation);
        Assert.Equal((HttpStatusCode.Unauthorized, "Basic"), (refused.StatusCode, refused.Headers.WwwAuthenticate.Single().Scheme));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"edgeorch:{cloud.AdminToken}")));
        using var accepted = await cloud.Anonymous.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/v1/authority")]
    [InlineData("/v1/schemas/deployment.json")]
    [InlineData("/openapi/v1.json")]
    public async Task Get_WhatIsOpenToAll_NeedsNoToken(string path)
    {
        using var response = await cloud.Anonymous.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("GET", "/v1/deployments/no-such", "there is no deployment \"no-such\"")]
    [InlineData("GET", "/v1/deployments/NO%20NAME", "there is no deployment \"NO NAME\"")]
    [InlineData("DELETE", "/v1/deployments/no-such", "there is no deployment \"no-such\"")]
    [InlineData("GET", "/v1/devices/no-such", "there is no device \"no-such\"")]
    [InlineData("DELETE", "/v1/devices/no-such", "there is no device \"no-such\"")]
    [InlineData("GET", "/v1/devices/no-such/usage", "there is no device \"no-such\"")]
    [InlineData("GET", "/v1/devices/no-such/logs/a/b", "there is no device \"no-such\"")]
    [InlineData("DELETE", "/v1/join-tokens/0123456789abcdef", "there is no join token \"0123456789abcdef\"")]
    [InlineData("GET", "/v1/events?device=NO%20NAME", "there is no device \"NO NAME\"")]
    [InlineData("GET", "/v1/no-such", "GET /v1/no-such: not found")]
    public async Task Call_OnWhatIsNotThere_IsNotFound(string method, string path, string detail)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await cloud.Client.SendAsync(request, Cancellation);

        var problem = await response.ReadProblemAsync();
        Assert.Equal((404, detail), (problem.Status, problem.Detail));
    }

    [Theory]
    [InlineData("POST", "/v1/join-tokens", "{", 400, "syntax", "")]
    [InlineData("POST", "/v1/join-tokens", "null", 400, "syntax", "")]
    [InlineData("POST", "/v1/join-tokens", "{\"uses\":0,\"lifetime\":\"1h\",\"labels\":{}}", 400, "out-of-range", "uses")]
    [InlineData("POST", "/v1/join-tokens", "{\"uses\":1,\"lifetime\":\"1s\",\"labels\":{}}", 400, "out-of-range", "lifetime")]
    [InlineData("POST", "/v1/join-tokens", "{\"uses\":1,\"lifetime\":\"1h\",\"labels\":{\"a b\":\"c\"}}", 400, "bad-label", "labels.a b")]
    [InlineData("PATCH", "/v1/devices/routes-1/labels", "{\"labels\":{\"ok\":\"no good\"}}", 400, "bad-label", "labels.ok")]
    [InlineData("PATCH", "/v1/devices/routes-1/labels", "{\"labels\":3}", 400, "syntax", "labels")]
    [InlineData("POST", "/v1/apply", "kind: Pod", 422, "missing-field", "apiVersion")]
    public async Task Call_WithABadBody_NamesWhatIsWrong(string method, string path, string body, int status, string code, string where)
    {
        await cloud.EnrolAsync("routes-1", "site=routes-1");
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body) };
        using var response = await cloud.Client.SendAsync(request, Cancellation);

        var document = await response.ReadProblemAsync();
        Assert.Equal(status, document.Status);
        Assert.Contains((code, where), document.Problems.Select(problem => (problem.Code, problem.Path)));
    }

    [Theory]
    [InlineData("POST", "/v1/apply", Limits.ManifestBytes)]
    [InlineData("POST", "/v1/join-tokens", 64 * 1024)]
    [InlineData("PATCH", "/v1/devices/x/labels", 64 * 1024)]
    public async Task Call_WithTooLargeABody_IsRefused(string method, string path, int most)
    {
        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(new byte[most + 1]) };
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await cloud.Client.SendAsync(request, Cancellation);

            var problem = await response.ReadProblemAsync();
            Assert.Equal((413, $"the body is larger than {most} bytes"), (problem.Status, problem.Detail));
        }
    }

    [Fact]
    public async Task Apply_TextThatIsNoUtf8_IsRefused()
    {
        using var content = new ByteArrayContent([0x61, 0xff, 0xfe]);
        using var response = await cloud.Client.PostAsync(new Uri("/v1/apply", UriKind.Relative), content, Cancellation);

        Assert.Equal("encoding", Assert.Single((await response.ReadProblemAsync()).Problems).Code);
    }

    [Fact]
    public async Task Deployment_AppliedReadAndDeleted_IsThereAndGone()
    {
        await PushedImage.PushAsync(cloud.Client, "routes/app", "1", "amd64");
        await cloud.EnrolAsync("routes-2", "site=routes-2");
        var text = ManifestText.Deployment("routes-app", "routes-2", "routes/app:1");

        Assert.Equal(ApplyAction.Created, (await cloud.Client.ApplyAsync(text)).Action);
        Assert.Equal(ApplyAction.Unchanged, (await cloud.Client.ApplyAsync(text)).Action);
        var view = await cloud.Client.GetAsync("/v1/deployments/routes-app", WireJson.Default.DeploymentView);
        Assert.Equal((1, 1, 0, 1), (view.Revision, view.Selected, view.Ready, view.Unreachable));
        using (var deleted = await cloud.Client.DeleteAsync(new Uri("/v1/deployments/routes-app", UriKind.Relative), Cancellation))
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty((await cloud.Grains.GetGrain<IDeviceGrain>("routes-2").GetDesiredAsync())!.Workloads);
        using var gone = await cloud.Client.GetAsync(new Uri("/v1/deployments/routes-app", UriKind.Relative), Cancellation);
        Assert.Equal(404, (await gone.ReadProblemAsync()).Status);
    }

    [Fact]
    public async Task Device_LabelsChangedAndRemoved_IsAsItWasTold()
    {
        await cloud.EnrolAsync("routes-3", "site=routes-3,old=1");

        var change = new LabelsChange(new Dictionary<string, string?> { ["old"] = null, ["new"] = "2" });
        using (var patched = await cloud.Client.PatchAsJsonAsync("/v1/devices/routes-3/labels", change, WireJson.Default.LabelsChange, Cancellation))
            Assert.Equal(HttpStatusCode.NoContent, patched.StatusCode);
        var device = await cloud.Client.GetAsync("/v1/devices/routes-3", WireJson.Default.DeviceView);
        Assert.Equal(["new", "site"], device.Labels.Keys.Order(StringComparer.Ordinal));
        using (var removed = await cloud.Client.DeleteAsync(new Uri("/v1/devices/routes-3", UriKind.Relative), Cancellation))
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.DoesNotContain(await cloud.Client.GetAsync("/v1/devices", WireJson.Default.IReadOnlyListDeviceView), each => each.Id.ToString() == "routes-3");
    }

    [Fact]
    public async Task JoinToken_CreatedListedAndDeleted_ShowsItsSecretOnce()
    {
        var request = new JoinTokenRequest(3, new Duration(TimeSpan.FromHours(1)), new Dictionary<string, string> { ["rack"] = "a" });
        using var response = await cloud.Client.PostAsJsonAsync("/v1/join-tokens", request, WireJson.Default.JoinTokenRequest, Cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var created = await response.ReadAsync(WireJson.Default.JoinTokenResult);

        var list = await cloud.Client.GetStringAsync(new Uri("/v1/join-tokens", UriKind.Relative), Cancellation);
        Assert.Contains(created.Id, list, StringComparison.Ordinal);
        Assert.DoesNotContain(created.Token.Split('.')[2], list, StringComparison.Ordinal);
        using var deleted = await cloud.Client.DeleteAsync(new Uri($"/v1/join-tokens/{created.Id}", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    [Fact]
    public async Task Events_OfOneDevice_AreReadAfterANumberAndFollowed()
    {
        await cloud.EnrolAsync("routes-4", "site=routes-4");
        var first = await AddEventsAsync("routes-4", 1, 2);
        await cloud.EnrolAsync("routes-5", "site=routes-5");
        await AddEventsAsync("routes-5", 1);

        var events = await cloud.Client.GetAsync("/v1/events?device=routes-4&after=0", WireJson.Default.IReadOnlyListEventView);
        Assert.Equal([1L, 2L], events.Select(each => each.Event.Sequence));
        Assert.Equal(2, first.UpTo);
        Assert.Equal([2L], (await cloud.Client.GetAsync($"/v1/events?device=routes-4&after={events[0].Id}", WireJson.Default.IReadOnlyListEventView)).Select(each => each.Event.Sequence));

        using var lines = new StreamReader(await cloud.Client.GetStreamAsync(new Uri($"/v1/events?device=routes-4&after={events[1].Id}&follow=true", UriKind.Relative), Cancellation));
        await AddEventsAsync("routes-4", 3);
        Assert.Contains("\"sequence\":3", await lines.ReadLineAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_OfADeviceThatIsNotConnected_SaysSo()
    {
        await PushedImage.PushAsync(cloud.Client, "routes/app", "1", "amd64");
        await cloud.EnrolAsync("routes-6", "site=routes-6");
        await cloud.Client.ApplyAsync(ManifestText.Deployment("routes-logs", "routes-6", "routes/app:1"));

        using var response = await cloud.Client.GetAsync(new Uri("/v1/devices/routes-6/logs/routes-logs/app", UriKind.Relative), Cancellation);
        using var wrong = await cloud.Client.GetAsync(new Uri("/v1/devices/routes-6/logs/routes-logs/other", UriKind.Relative), Cancellation);
        using var tail = await cloud.Client.GetAsync(new Uri("/v1/devices/routes-6/logs/routes-logs/app?tail=-1", UriKind.Relative), Cancellation);

        var problem = await response.ReadProblemAsync();
        Assert.Equal((503, "problems/device-unreachable", "device \"routes-6\": it is not connected"), (problem.Status, problem.Type, problem.Detail));
        Assert.Equal(404, (await wrong.ReadProblemAsync()).Status);
        Assert.Equal("tail", Assert.Single((await tail.ReadProblemAsync()).Problems).Path);
    }

    [Fact]
    public async Task Images_Pushed_AreListedWithTheirPlatforms()
    {
        await PushedImage.PushIndexAsync(cloud.Client, "routes/both", "1", "amd64", "arm64");

        var images = await cloud.Client.GetAsync("/v1/images", WireJson.Default.IReadOnlyListImageView);

        Assert.Equal(["linux/amd64", "linux/arm64"], images.Single(image => image.Repository == "routes/both").Platforms.Select(platform => platform.ToString()).Order(StringComparer.Ordinal));
    }

    private Task<EventsAcknowledged> AddEventsAsync(string device, params long[] numbers) => cloud.Grains.GetGrain<IDeviceGrain>(device).AddEventsAsync(
        new EventBatch("box", [.. numbers.Select(number => new DeviceEvent { Sequence = number, At = DateTimeOffset.UnixEpoch, Type = "workload-started", Message = "started" })]));
}
