import { Button, type ButtonProps, Menu, MenuItem, PopoverNext } from '@blueprintjs/core'
import { CaretDown } from '@blueprintjs/icons'

export interface PickerOption<Value> {
  readonly value: Value
  readonly text: string
  /** A second, quieter line. */
  readonly detail?: string
  /** Cannot be chosen now; the detail says why. */
  readonly isDisabled?: boolean
}

export interface PickerProps<Value> extends Pick<ButtonProps, 'size' | 'fill' | 'variant' | 'disabled'> {
  readonly label: string
  readonly value: Value
  readonly options: readonly PickerOption<Value>[]
  readonly onChange: (value: Value) => void
  /** Shown where the value is none of the options. */
  readonly placeholder?: string
}

/** One of a few: a button that opens a list. */
export const Picker = <Value extends string | number | null>(props: PickerProps<Value>) => {
  const { label, value, options, onChange, placeholder = 'Choose…', ...look } = props
  const chosen = options.find((option) => option.value === value)
  return (
    <PopoverNext
      placement="bottom-start"
      arrow={false}
      fill={look.fill}
      content={
        <Menu role="listbox" aria-label={label}>
          {options.map((option) => (
            <MenuItem
              key={String(option.value)}
              roleStructure="listoption"
              selected={option.value === value}
              disabled={option.isDisabled}
              text={
                <span className="picker-option">
                  {option.text}
                  {option.detail && <span className="quiet picker-detail">{option.detail}</span>}
                </span>
              }
              onClick={() => onChange(option.value)}
            />
          ))}
        </Menu>
      }
    >
      <Button
        {...look}
        alignText="start"
        endIcon={<CaretDown />}
        ellipsizeText
        aria-label={`${label}: ${chosen?.text ?? placeholder}`}
        text={chosen?.text ?? placeholder}
      />
    </PopoverNext>
  )
}
