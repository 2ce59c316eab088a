using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.ControlPlane.Identity;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.ControlPlane.Tests.Identity;

public sealed class JoinTokensTests : IDisposable
{
    private readonly IdentityFolder _folder = new();
    private readonly MemoryKeyedStore _store = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly CertificateAuthority _authority;
    private readonly JoinTokens _tokens;

    public JoinTokensTests()
    {
        _authority = new CertificateAuthority(_folder.Wrapped, _time);
        _tokens = new JoinTokens(_store, _authority, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redeem_ManyAtOnce_SucceedsExactlyAsOftenAsTheTokenAllows()
    {
        var token = await CreateAsync(uses: 5);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ReasonAsync(token.Token))));

        Assert.Equal(5, outcomes.Count(o => o is null));
        Assert.All(outcomes.Where(o => o is not null), o => Assert.Equal("token-used", o));
    }

    [Fact]
    public async Task Redeem_AfterAUseWasGivenBack_SucceedsAgain()
    {
        var token = await CreateAsync(uses: 1);
        var redeemed = await _tokens.RedeemAsync(token.Token, Cancellation);
        await _tokens.GiveBackAsync(redeemed, Cancellation);

        Assert.Null(await ReasonAsync(token.Token));
        Assert.Equal("token-used", await ReasonAsync(token.Token));
    }

    [Fact]
    public async Task Redeem_BadTokens_SaysWhichWay()
    {
        var token = await CreateAsync(uses: 1);
        var parts = token.Token.Split('.');

        Assert.Equal("token-malformed", await ReasonAsync("hello"));
        Assert.Equal("token-malformed", await ReasonAsync($"eo1.no-id.{parts[2]}.{parts[3]}"));
        Assert.Equal("token-unknown", await ReasonAsync($"eo1.{parts[1]}.{new string('A', 43)}.{parts[3]}"));
        Assert.Equal("token-unknown", await ReasonAsync($"eo1.{parts[1]}.{parts[2]}.{new string('0', 64)}"));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("token-expired", await ReasonAsync(token.Token));
    }

    [Fact]
    public async Task Delete_Token_IsUnknownAfterwards()
    {
        var token = await CreateAsync(uses: 1);

        Assert.Equal(token.Id, Assert.Single(await _tokens.ListAsync(Cancellation)).Id);
        Assert.True(await _tokens.DeleteAsync(token.Id, Cancellation));
        Assert.False(await _tokens.DeleteAsync(token.Id, Cancellation));
        Assert.Equal("token-unknown", await ReasonAsync(token.Token));
    }

    [Fact]
    public async Task Create_Token_StoresNothingOfTheSecret()
    {
        var token = await CreateAsync(uses: 1);
        var stored = await _store.GetAsync("join_tokens", token.Id, Cancellation);

        Assert.DoesNotContain(token.Token.Split('.')[2], System.Text.Encoding.UTF8.GetString(stored!.Content.Span), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private Task<JoinTokenResult> CreateAsync(int uses) => _tokens.CreateAsync(
        new JoinTokenRequest(uses, new Duration(TimeSpan.FromHours(1)), new Dictionary<string, string> { ["site"] = "lab" }), Cancellation);

    private async Task<string?> ReasonAsync(string token)
    {
        try
        {
            await _tokens.RedeemAsync(token, Cancellation);
            return null;
        }
        catch (TokenRefusedException e)
        {
            return e.Reason;
        }
    }
}
