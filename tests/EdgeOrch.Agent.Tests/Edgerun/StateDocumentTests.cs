using System.Text;
using EdgeOrch.Agent.Edgerun;
using EdgeOrch.Containers;
using EdgeOrch.Testing;

namespace EdgeOrch.Agent.Tests.Edgerun;

public sealed class StateDocumentTests
{
    private static readonly string s_golden = Repository.Path("tests", "EdgeOrch.Agent.Tests", "Edgerun", "Golden", "state.json");

    private static readonly ContainerState s_state = new(
        "1.1.0", "web", ContainerState.IsRunning, 42, "/bundle", new Dictionary<string, string> { ["a"] = "b" }, 4711, "/edgeorch/web",
        new DateTimeOffset(2031, 5, 1, 10, 20, 30, TimeSpan.Zero));

    [Fact]
    public void Write_State_IsTheGoldenFile() => Assert.Equal(File.ReadAllText(s_golden), Encoding.UTF8.GetString(StateDocument.Write(s_state)) + "\n");

    [Fact]
    public void Read_GoldenFile_IsTheSameState()
    {
        var state = StateDocument.Read(File.ReadAllBytes(s_golden));
        Assert.Equal(s_state.Annotations, state.Annotations);
        Assert.Equal(s_state with { Annotations = null }, state with { Annotations = null });
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{ "id": "../web" }""")]
    [InlineData("""{ "id": "web", "pid": "42" }""")]
    public void Read_Damaged_Fails(string text) => Assert.Throws<ContainerException>(() => StateDocument.Read(Encoding.UTF8.GetBytes(text)));
}
