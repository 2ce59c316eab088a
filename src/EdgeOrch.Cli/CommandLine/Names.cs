using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeOrch.Contracts;

namespace EdgeOrch.Cli.CommandLine;

/// <summary>Arguments and options whose text has a rule, checked while the command line is parsed.</summary>
internal static class Names
{
    public static Argument<string> Device() => Checked("DEVICE", "The device's id");

    public static Argument<string> Checked(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result => Check(result, result.Tokens));
        return argument;
    }

    public static Argument<string[]> Several(string description)
    {
        var argument = new Argument<string[]>("NAME") { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(result => Check(result, result.Tokens));
        return argument;
    }

    public static Option<string?> DeviceOption()
    {
        var option = new Option<string?>("--device") { Description = "Only of this device", HelpName = "DEVICE" };
        option.Validators.Add(result => Check(result, result.Tokens));
        return option;
    }

    // A name goes into a path of the API: one that follows the rule needs no escaping and cannot leave its place.
    private static void Check(SymbolResult result, IEnumerable<Token> tokens)
    {
        foreach (var token in tokens.Where(t => !ResourceName.IsValid(t.Value))) result.AddError($"name \"{token.Value}\": must be {ResourceName.Rule}");
    }
}
