/** The package has no types for its half without the compiler, which is all that runs here. */
declare module 'handlebars/runtime.js' {
  import Handlebars from 'handlebars'

  export = Handlebars
}
