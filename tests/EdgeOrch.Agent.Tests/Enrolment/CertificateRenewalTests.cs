using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Tests.Pulling;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;
using EdgeOrch.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Enrolment;

public sealed class CertificateRenewalTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DateTimeOffset Begin = new(2031, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Due = Begin.AddDays(60);
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new(Begin);
    private readonly FakeCloud _cloud = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly DeviceIdentity _first;
    private readonly List<DeviceIdentity> _renewed = [];
    private FakeTimeProvider _time = new();
    private Task _running = Task.CompletedTask;
    private int _requests;

    public CertificateRenewalTests()
    {
        _first = _authority.Enrol(Begin, Begin.AddDays(90));
        Store.Save(_first);
        Answer(request => Issue(request, Due));
    }

    [Fact]
    public async Task Run_BeforeTwoThirdsOfItsLife_AsksForNothing()
    {
        Start(Begin);
        await AdvanceAsync(Due.AddHours(-2));
        Assert.Equal(0, _requests);
    }

    [Fact]
    public async Task Run_AtTwoThirdsOfItsLife_RenewsForTheSameKeyAndKeepsIt()
    {
        Start(Due.AddHours(-3));
        await RenewedAsync();
        Assert.InRange(_time.GetUtcNow(), Due, Due.AddHours(1));
        var kept = Store.Load()!;
        Assert.Equal(_renewed[0], kept);
        Assert.Equal(_first.PrivateKey, kept.PrivateKey);
        Assert.NotEqual(_first.Certificate, kept.Certificate);
        Assert.Equal(1, _requests);
    }

    // A board without a battery begins in 1970 and learns the time from the network.
    [Fact]
    public async Task Run_ClockBackIn1970_WaitsForTheTimeAndRenewsThen()
    {
        Start(DateTimeOffset.UnixEpoch);
        await AdvanceAsync(DateTimeOffset.UnixEpoch.AddDays(2));
        Assert.Equal(0, _requests);
        Assert.Equal(_first, Store.Load());
        _time.SetUtcNow(Due);
        await RenewedAsync();
    }

    [Fact]
    public async Task Run_LinkIsDown_RenewsWhenItIsUp()
    {
        _cloud.IsConnected = false;
        Start(Due);
        await AdvanceAsync(Due.AddHours(1));
        Assert.Equal(0, _requests);
        _cloud.IsConnected = true;
        await RenewedAsync();
    }

    public static TheoryData<string> Failures { get; } = ["refused", "lost", "another key", "another CA", "no certificate", "of the past"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Run_RenewalFails_KeepsWhatItHasAndTriesAgain(string how)
    {
        using var stranger = new TestAuthority(Begin);
        Answer(request => how switch
        {
            "refused" => throw new RpcException(new RpcError("not-now", "the CA is busy", true)),
            "lost" => throw new LinkException("down"),
            "another key" => _authority.Enrol(Due, Due.AddDays(90)).Certificate,
            "another CA" => stranger.Issue(request, Due, Due.AddDays(90)),
            "no certificate" => "nonsense",
            _ => Issue(request, Begin.AddDays(-60)),
        });
        Start(Due);
        await Eventually.HoldsAsync("a try", Patience, () => Volatile.Read(ref _requests) == 1);
        Assert.Equal(_first, Store.Load());
        Answer(request => Issue(request, Due));
        await RenewedAsync();
        Assert.Equal(2, _requests);
        Assert.InRange(_time.GetUtcNow(), Due.AddMinutes(5), Due.AddMinutes(15));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
        _stop.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    private IdentityStore Store => new(new DataFolder(_folder.Path));

    private string Issue(string request, DateTimeOffset from) => _authority.Issue(request, from, from.AddDays(90));

    private void Answer(Func<string, string> certificate) => _cloud.Renew = request =>
    {
        Interlocked.Increment(ref _requests);
        return new CertificateRenewResult(certificate(request.CertificateRequest));
    };

    private void Start(DateTimeOffset now)
    {
        _time = new FakeTimeProvider(now);
        var renewal = new CertificateRenewal(Store, _cloud, _time, NullLogger<CertificateRenewal>.Instance);
        renewal.Renewed += identity =>
        {
            lock (_renewed) _renewed.Add(identity);
        };
        _running = Task.Run(() => renewal.RunAsync(_stop.Token));
    }

    private async Task AdvanceAsync(DateTimeOffset until)
    {
        // The longest wait is an hour: in steps of it, each look at the certificate is made.
        while (_time.GetUtcNow() < until)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }
    }

    private Task RenewedAsync() => Eventually.HoldsAsync("a renewal", Patience, () =>
    {
        lock (_renewed)
        {
            if (_renewed.Count == 0) _time.Advance(TimeSpan.FromMinutes(5));
            return _renewed.Count == 1;
        }
    });
}
