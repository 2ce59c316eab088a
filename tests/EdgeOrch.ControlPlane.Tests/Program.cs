using EdgeOrch.ControlPlane.Tests;
using EdgeOrch.ControlPlane.Tests.Storage.LiteDb;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

if (await StoreWriterProcess.RunIfAskedAsync()) return 0;

// As the test framework's generated entry point does.
return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
    ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
