using System.Text.Json.Serialization;
using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Tests;

public sealed class ControlJsonTests
{
    public static TheoryData<Type> Enums => [.. typeof(ControlJson).Assembly.GetTypes().Where(type => type is { IsEnum: true, IsPublic: true })];

    // What grains tell one another is public; without a converter it would be stored as a number that a new member moves.
    [Theory]
    [MemberData(nameof(Enums))]
    public void Enum_ThatGrainsTell_IsWrittenAsAWord(Type type) =>
        Assert.Equal(typeof(WordConverter<>).MakeGenericType(type), ((JsonConverterAttribute?)Attribute.GetCustomAttribute(type, typeof(JsonConverterAttribute)))?.ConverterType);
}
